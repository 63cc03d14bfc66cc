import type { Scenario } from '../scenario.ts'
import { codexStream } from './codex-stream.ts'
import { codexStreamPaced } from './codex-stream-paced.ts'
import { guardedPrompts } from './guarded-prompt.ts'
import { largePrompt } from './large-prompt.ts'
import { oneCaller } from './one-caller.ts'
import { smallCall } from './small-call.ts'

/** All scenarios, in the order in which they run. */
export const scenarioList: readonly Scenario[] = [
  smallCall,
  codexStream,
  codexStreamPaced,
  largePrompt,
  oneCaller,
  ...guardedPrompts,
]
