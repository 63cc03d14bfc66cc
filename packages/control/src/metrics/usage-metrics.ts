import type { UsageRecord } from '@tollgate/contract/usage-record'
import type { MetricFamily } from './text-format.ts'
import { UsageCells } from './usage-cells.ts'
import { usageFamilies } from './usage-families.ts'

/** What was taken in since this process began, summed for Prometheus; by organisation, because nobody sees another one's. */
export class UsageMetrics {
  /** Unix milliseconds. */
  readonly startedAt: number
  private readonly byOrganisation = new Map<string, UsageCells>()

  constructor(startedAt: number) {
    this.startedAt = startedAt
  }

  count(organisationId: string, records: readonly UsageRecord[]): void {
    let cells = this.byOrganisation.get(organisationId)
    if (cells === undefined) {
      cells = new UsageCells()
      this.byOrganisation.set(organisationId, cells)
    }
    for (const record of records) cells.add(record)
  }

  families(organisationId: string): readonly MetricFamily[] {
    const cells = this.byOrganisation.get(organisationId)
    return cells === undefined ? [] : usageFamilies(cells)
  }
}
