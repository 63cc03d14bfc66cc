import { defineCountGuardrail } from '../../guardrail-parts/count-guardrail.ts'
import { contentLengthConfig } from './schema.ts'

export const contentLength = defineCountGuardrail(
  {
    name: 'content-length',
    summary: 'Refuses what users ask, or what the model says, where it has too few or too many bytes of UTF-8.',
    type: 'CONTENT_LENGTH_GUARDRAIL',
    measure: 'content length',
    unit: 'bytes',
    count: (text) => Buffer.byteLength(text),
  },
  contentLengthConfig,
)
