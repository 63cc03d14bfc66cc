import { defineCountGuardrail } from '../../guardrail-parts/count-guardrail.ts'
import { sentenceCountConfig } from './schema.ts'

export const sentenceCount = defineCountGuardrail(
  {
    name: 'sentence-count',
    summary: 'Refuses what users ask, or what the model says, where it has too few or too many sentences.',
    type: 'SENTENCE_COUNT_GUARDRAIL',
    measure: 'sentence count',
    unit: 'sentences',
    count: countSentences,
  },
  sentenceCountConfig,
)

/** What stands between full stops, exclamation and question marks, and is more than blanks. */
function countSentences(text: string): number {
  let count = 0
  for (const [piece] of text.matchAll(/[^.!?]+/g)) if (piece.trim() !== '') count++
  return count
}
