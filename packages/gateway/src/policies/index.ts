import type { PolicyDefinition } from '../pipeline/policy.ts'
import { promptDecorator } from './prompt-decorator/prompt-decorator.ts'

/** The only list of policies: a new one is its folder and a line here. */
export const policies: readonly PolicyDefinition[] = [promptDecorator]
