import type { Person } from '@tollgate/contract/resources/person'
import { StateWord, type Tone } from '../../ui/state-word.tsx'

const tones: Readonly<Record<Person['state'], Tone>> = { active: 'plain', invited: 'info', suspended: 'plain' }

export function PersonState({ state }: { readonly state: Person['state'] }) {
  return <StateWord tone={tones[state]}>{state}</StateWord>
}
