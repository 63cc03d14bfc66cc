import { isMistypedApiKey } from '@tollgate/contract/api-key'
import { keyDigest } from '../secrets/key-digest.ts'
import { mintKey } from '../secrets/mint-key.ts'
import { invalidField } from './problem.ts'
import type { Verb } from './verb.ts'

export interface Minted {
  /** Shown once; null: whoever brought it along has it. */
  readonly key: string | null
  readonly digest: string
  readonly lastFour: string
}

/** A new key, and what is kept of it. */
export function mint({ pepper }: Pick<Verb, 'pepper'>): Minted {
  const key = mintKey()
  return { key, ...keptOf(pepper, key) }
}

/** What is kept of a key that agents have already. */
export function imported({ pepper }: Pick<Verb, 'pepper'>, value: string): Minted {
  if (isMistypedApiKey(value)) throw invalidField('value', 'starts with tg_ but is not whole: copy it again')
  return { key: null, ...keptOf(pepper, value) }
}

function keptOf(pepper: string, key: string) {
  return { digest: keyDigest(pepper, key), lastFour: key.slice(-4) }
}
