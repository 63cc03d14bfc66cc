import { protocols } from '@tollgate/gateway/protocols/protocols'
import type { PolicyCatalogue } from '../config/policy-catalogue.ts'
import { type BenchToolsOptions, openBenchTools } from './bench-tools.ts'
import { PolicyBench } from './policy-bench.ts'

/** The test bench of a control plane. */
export function openBench({ definitions }: PolicyCatalogue, options: BenchToolsOptions): PolicyBench {
  return new PolicyBench({ definitions, protocols, openTools: () => openBenchTools(options), now: Date.now })
}
