import type { z } from 'zod'
import { countConfig } from '../../guardrail-parts/count-guardrail.ts'

export const wordCountConfig = countConfig('words')
export type WordCountConfig = z.infer<typeof wordCountConfig>
