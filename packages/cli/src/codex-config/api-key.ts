import { isMistypedApiKey } from '@tollgate/contract/api-key'
import { keyVariable } from '@tollgate/contract/codex-provider'
import type { CommandContext } from '../command-context.ts'
import { askHidden, isInteractive } from '../terminal/ask.ts'

export interface KnownKey {
  readonly value: string
  /** A key that came by the command line is on the screen already; the others must not get there. */
  readonly from: 'option' | 'environment' | 'question'
}

export type KeyOutcome =
  | { readonly ok: true; readonly key: KnownKey | null }
  | { readonly ok: false; readonly message: string }

/** The key of whoever connects, as far as it can be known. */
export async function findKey(context: CommandContext, ask: boolean, option?: string): Promise<KeyOutcome> {
  if (option !== undefined) return checked({ value: option.trim(), from: 'option' })
  const set = context.environment[keyVariable]?.trim()
  if (set) return checked({ value: set, from: 'environment' })
  if (!ask || !isInteractive(context)) return { ok: true, key: null }
  const typed = await askHidden(context, 'API key for a test call (stays on this machine; Enter leaves the test out)')
  return typed === null ? { ok: true, key: null } : checked({ value: typed, from: 'question' })
}

function checked(key: KnownKey): KeyOutcome {
  const source = key.from === 'environment' ? keyVariable : 'The key'
  if (!/^[\x21-\x7e]+$/.test(key.value)) {
    return { ok: false, message: `${source} holds characters that no API key has: copy it again, without spaces.` }
  }
  if (isMistypedApiKey(key.value)) {
    return {
      ok: false,
      message: `${source} is mistyped or was not copied whole: its last characters do not fit the others.`,
    }
  }
  return { ok: true, key }
}
