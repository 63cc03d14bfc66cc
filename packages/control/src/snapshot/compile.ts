import type { PlanConfig } from '@tollgate/contract/config-file'
import type { PlanRow, Row } from '@tollgate/contract/snapshot'
import type { ResolvedConfig } from '../config/read-config.ts'
import { compileApi, type DemoAddress } from './compile-api.ts'
import { compileApplication } from './compile-application.ts'
import { rowId } from './row-id.ts'

export interface CompileContext {
  /** 32 bytes, hex. */
  readonly pepper: string
  readonly demo: DemoAddress
}

/** What a gateway needs of a configuration, as rows: pure, the same rows for the same input. The input has been checked. */
export function compile({ config, secrets }: ResolvedConfig, { pepper, demo }: CompileContext): Row[] {
  const providerTypes = new Map(config.providers.map(({ name, type }) => [name, type]))
  return [
    { kind: 'settings', id: 'settings', pepper },
    ...config.plans.map(compilePlan),
    ...config.apis.map((api, index) => {
      const providerType = providerTypes.get(api.provider)
      if (providerType === undefined) throw new Error(`an API with an unknown provider: ${api.provider}`)
      return compileApi(api, { path: ['apis', index], providerType, secrets, demo })
    }),
    ...config.applications.flatMap((application, index) =>
      compileApplication(application, { path: ['applications', index], secrets, pepper }),
    ),
  ]
}

function compilePlan(plan: PlanConfig): PlanRow {
  return {
    kind: 'plan',
    id: rowId('plan', plan.name),
    name: plan.name,
    limits: plan.limits.map(({ metric, limit, per }) => ({ metric, limit, ...parsePeriod(per) })),
    outputTokensMax: plan.outputCap ?? null,
  }
}

/** `minute`, `5 minutes`: the schema lets nothing else through. */
function parsePeriod(per: string): { count: number; unit: PlanRow['limits'][number]['unit'] } {
  const [, count, unit] = /^(?:(\d+) )?(minute|hour|day|week|month)s?$/.exec(per) ?? []
  switch (unit) {
    case 'minute':
    case 'hour':
    case 'day':
    case 'week':
    case 'month':
      return { count: Number(count ?? 1), unit }
    default:
      throw new Error(`a period that the schema should have refused: ${per}`)
  }
}
