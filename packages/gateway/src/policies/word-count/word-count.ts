import { defineCountGuardrail } from '../../guardrail-parts/count-guardrail.ts'
import { isBlank } from '../../guardrail-parts/is-blank.ts'
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

/** What stands between blanks. Goes by characters, because a million matches of a pattern would hold up other calls. */
function countWords(text: string): number {
  let count = 0
  let isInWord = false
  for (let index = 0; index < text.length; index++) {
    const isOfWord = !isBlank(text.charCodeAt(index))
    if (isOfWord && !isInWord) count++
    isInWord = isOfWord
  }
  return count
}
