import { defineCountGuardrail } from '../../guardrail-parts/count-guardrail.ts'
import { wordCountConfig } from './schema.ts'

export const wordCount = defineCountGuardrail(
  {
    name: 'word-count',
    summary: 'Refuses what users ask, or what the model says, where it has too few or too many words.',
    type: 'WORD_COUNT_GUARDRAIL',
    measure: 'word count',
    unit: 'words',
    count: countWords,
  },
  wordCountConfig,
)

/** What stands between blanks. */
function countWords(text: string): number {
  let count = 0
  for (const _ of text.matchAll(/\S+/g)) count++
  return count
}
