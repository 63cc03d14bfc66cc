import type { Input } from '../../../client/call.ts'
import { asRecord } from '../json-schema.ts'
import { readJson } from '../json-text.ts'

/** What is tried: a policy as it stands in a form, or all of an API as they are saved. */
export type TrialSubject = { readonly policy: string; readonly config: unknown } | { readonly apiId: string }

export const trialKinds = [
  { value: 'prompt', label: 'Prompt' },
  { value: 'answer', label: 'Answer' },
  { value: 'body', label: 'Whole request' },
] as const
export type TrialKind = (typeof trialKinds)[number]['value']

type Trial = Input<'tryPolicies'>['body']

/** undefined: what is written is no request. */
export function trialBody(subject: TrialSubject, kind: TrialKind, text: string): Trial | undefined {
  if (kind === 'prompt') return { ...subject, text, direction: 'request' }
  if (kind === 'answer') return { ...subject, text, direction: 'response' }
  const read = readJson(text)?.value
  return typeof read === 'object' && read !== null && !Array.isArray(read)
    ? { ...subject, body: { ...asRecord(read) }, ...operationOf(asRecord(read)) }
    : undefined
}

/** A request of chat completions has messages. */
function operationOf(body: Readonly<Record<string, unknown>>): { operation?: string } {
  return 'messages' in body ? { operation: 'POST /chat/completions' } : {}
}
