import type { UsageRequestView } from '@tollgate/contract/resources/usage'
import { StateWord, type Tone } from '../../ui/state-word.tsx'

/** A refusal is a success of ours and is never red. */
const tones: Readonly<Record<UsageRequestView['outcome'], Tone>> = {
  answered: 'plain',
  refused: 'warning',
  failed: 'bad',
  cancelled: 'plain',
}

export function OutcomeWord({ outcome }: Pick<UsageRequestView, 'outcome'>) {
  return <StateWord tone={tones[outcome]}>{outcome}</StateWord>
}
