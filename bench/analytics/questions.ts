import type { AnalyticsStore, UsageQuery } from '../../packages/control/src/analytics/analytics-store.ts'
import { benchFrom, benchId, benchSource, benchTo } from './records.ts'

type Questions = Readonly<Record<string, () => Promise<unknown>>>

const { organisationId } = benchSource
const halfHourMs = 1_800_000
const dayMs = 86_400_000
const person = 'person 7@acme.example'
const all: UsageQuery = { organisationId, from: benchFrom + halfHourMs, to: benchTo - halfHourMs, filters: {} }
const some: UsageQuery = { ...all, filters: { model: ['gpt-5.4'], team: ['team 3', 'team 4'] } }
const lastDay: UsageQuery = { ...all, from: benchTo - dayMs }
const developer: UsageQuery = { ...all, visible: [{ application: ['app_7'] }, { person: [person] }] }
const order = { order: 'cost', limit: 10 } as const

/** What the pages of usage ask, of thirty days where nothing else is said. */
export function pageQuestions(store: AnalyticsStore, count: number): Questions {
  return { ...sums(store), ...logs(store, count) }
}

function sums(store: AnalyticsStore): Questions {
  return {
    totals: () => store.totals(all),
    'totals, by model and team': () => store.totals(some),
    'totals, as a developer sees them': () => store.totals(developer),
    'series by day': () => store.series(all, 'day'),
    'series by hour': () => store.series(all, 'hour'),
    'series by hour, by model and team': () => store.series(some, 'hour'),
    'series by hour, as a developer sees it': () => store.series(developer, 'hour'),
    'series by hour, 7 days, by trigger': () =>
      store.series({ ...all, from: benchTo - 7 * dayMs, filters: { trigger: ['automation'] } }, 'hour'),
    'by application': () => store.breakdown(all, 'application', order),
    'by person': () => store.breakdown(all, 'person', order),
    'by repository, by model and team': () => store.breakdown(some, 'repository', order),
    'by model, last day': () => store.breakdown(lastDay, 'model', order),
    'what policies did': () => store.policyHits(all),
    percentiles: () => store.percentiles(all, 'totalMs', [50, 95, 99]),
    'percentiles, one model': () => store.percentiles({ ...all, filters: { model: ['gpt-5.4'] } }, 'totalMs', [95]),
    'percentiles, one person (newest calls)': () =>
      store.percentiles({ ...all, filters: { person: [person] } }, 'totalMs', [95]),
  }
}

function logs(store: AnalyticsStore, count: number): Questions {
  const repository = 'github.com/acme/repository-9'
  return {
    'requests, newest 100': () => store.requests({ ...all, limit: 100 }),
    'requests of one repository': () => store.requests({ ...all, limit: 100, filters: { repository: [repository] } }),
    'requests, none fits': () => store.requests({ ...all, limit: 100, keyId: 'nobody' }),
    'conversations, newest 100': () => store.conversations({ ...all, limit: 100 }),
    'conversations of one person': () => store.conversations({ ...all, limit: 100, filters: { person: [person] } }),
    'one call': () => store.record(organisationId, benchId(Math.floor(count / 2))),
    '1,000 records for an exporter': () => store.recordsAfter(Math.floor(count / 2), 1_000),
  }
}
