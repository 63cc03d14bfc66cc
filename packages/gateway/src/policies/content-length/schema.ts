import type { z } from 'zod'
import { countConfig } from '../../guardrail-parts/count-guardrail.ts'

export const contentLengthConfig = countConfig('bytes')
export type ContentLengthConfig = z.infer<typeof contentLengthConfig>
