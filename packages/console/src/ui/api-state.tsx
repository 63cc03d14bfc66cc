import type { ApiState } from '@tollgate/contract/snapshot'
import { StateWord, type Tone } from './state-word.tsx'

const tones = {
  created: 'plain',
  published: 'good',
  blocked: 'bad',
  deprecated: 'warning',
  retired: 'plain',
} as const satisfies Record<ApiState, Tone>

/** The state of an API, as it is called everywhere. */
export function ApiStateWord({ state }: { readonly state: ApiState }) {
  return <StateWord tone={tones[state]}>{state}</StateWord>
}

const meanings = {
  created: 'Nobody finds it in the catalogue yet. Keys for tests reach it where it is deployed.',
  published: 'It is in the catalogue, and applications may subscribe to it.',
  blocked: 'Every call is refused until it is unblocked. Subscriptions and keys stay.',
  deprecated: 'Those who are subscribed go on using it. Nobody new can subscribe.',
  retired: 'It is over: it runs nowhere, and its keys open nothing.',
} as const satisfies Record<ApiState, string>

/** What the state of an API means to those who use it. */
export function apiStateMeaning(state: ApiState): string {
  return meanings[state]
}
