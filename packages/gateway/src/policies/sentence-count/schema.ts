import type { z } from 'zod'
import { countConfig } from '../../guardrail-parts/count-guardrail.ts'

export const sentenceCountConfig = countConfig('sentences')
export type SentenceCountConfig = z.infer<typeof sentenceCountConfig>
