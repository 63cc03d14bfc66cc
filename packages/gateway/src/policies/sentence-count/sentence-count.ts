import { defineCountGuardrail } from '../../guardrail-parts/count-guardrail.ts'
import { isBlank } from '../../guardrail-parts/is-blank.ts'
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
  let hasBegun = false
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (isEnd(code)) hasBegun = false
    else if (!hasBegun && !isBlank(code)) {
      count++
      hasBegun = true
    }
  }
  return count
}

function isEnd(code: number): boolean {
  return code === 46 || code === 33 || code === 63
}
