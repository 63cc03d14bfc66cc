import type { Pack } from '../storage/dialects/read-view.ts'
import type {
  ApplicationRecord,
  DenyRuleRecord,
  Kind,
  PersonRecord,
  PlanRecord,
  SubscriptionRecord,
  TeamRecord,
  Touched,
} from '../storage/records.ts'
import type { Store } from '../storage/store.ts'
import { ApiCompiler, type ApiSurroundings } from './api-compiler.ts'
import {
  compileApplication,
  compileDenyRule,
  compileKey,
  compileOverrides,
  compilePlan,
  compileQuota,
  compileSettings,
  compileSubscription,
  isPackedAsItIs,
  overridesPlanId,
  packedProperties,
} from './compile-rows.ts'
import { type PlacedRow, placeRow } from './placed-row.ts'
import type { SnapshotChange } from './publish.ts'

export interface SnapshotSourceOptions extends ApiSurroundings {
  readonly store: Store
  readonly pepper: string
}

export interface Everything {
  /** All but the packed subscriptions. */
  readonly rows: readonly PlacedRow[]
  readonly subscriptions: readonly Pack[]
}

/** Reads what the snapshot is made of: everything at the start, afterwards only what a change touched. */
export class SnapshotSource {
  readonly #store: Store
  readonly #pepper: string
  readonly #apis: ApiCompiler

  constructor(options: SnapshotSourceOptions) {
    this.#store = options.store
    this.#pepper = options.pepper
    this.#apis = new ApiCompiler(options.store, options)
  }

  async everything(): Promise<Everything> {
    const rows: PlacedRow[] = []
    const people = await this.#all('person')
    const teams = await this.#all('team')
    const plans = await this.#all('plan')
    for (const { id } of await this.#store.organisations()) rows.push(placeRow(compileSettings(this.#pepper), id))
    for (const plan of plans.values()) rows.push(placeRow(compilePlan(plan), plan.organisationId))
    for await (const slice of this.#store.everyRecord('quota'))
      for (const quota of slice) rows.push(placeRow(compileQuota(quota), quota.organisationId))
    for await (const slice of this.#store.everyRecord('denyRule'))
      for (const rule of slice) rows.push(...denyRuleRows(rule))
    for await (const slice of this.#store.everyRecord('application'))
      for (const record of slice) rows.push(applicationRow(record, { people, teams }))
    // Most have no limits of their own, were never given anything back, and are in the snapshot as they are in the store, which packs them itself.
    for await (const slice of this.#store.everyRecord('subscription', 'overrides'))
      for (const record of slice) addSubscription(rows, record, plans)
    for await (const slice of this.#store.everyRecord('subscription', 'quotaResetAt'))
      for (const record of slice) if (record.overrides === null) addSubscription(rows, record, plans)
    const subscriptions: Pack[] = []
    for await (const slice of this.#store.everyPack('subscription', packedProperties, isPackedAsItIs))
      subscriptions.push(...slice)
    for await (const slice of this.#store.everyRecord('apiKey'))
      for (const key of slice)
        rows.push(placeRow(compileKey(key, people.get(key.personId ?? '')), key.organisationId, key.environmentId))
    for (const { id } of await this.#store.organisations()) rows.push(...(await this.#apis.ofOrganisation(id)))
    return { rows, subscriptions }
  }

  /** What the touched records make of the snapshot now. */
  async changeOf(touched: readonly Touched[]): Promise<SnapshotChange> {
    const upserts: PlacedRow[] = []
    const deletes: Array<Omit<PlacedRow, 'json'>> = []
    const take = (part: SnapshotChange) => {
      for (const row of part.upserts) upserts.push(row)
      deletes.push(...part.deletes)
    }
    for (const [organisationId, ids] of groupByOrganisation(touched)) {
      const change = new OrganisationChange(this.#store, organisationId, ids)
      take(await change.plans())
      take(await change.quotas())
      take(await change.denyRules())
      take(await change.applications())
      take(await change.subscriptions())
      take(await change.keys())
      take(await this.#apis.changeOf(organisationId, ids))
    }
    return { upserts, deletes }
  }

  async #all<K extends 'person' | 'team' | 'plan'>(kind: K) {
    const found = new Map<string, K extends 'person' ? PersonRecord : K extends 'team' ? TeamRecord : PlanRecord>()
    for await (const slice of this.#store.everyRecord(kind))
      for (const record of slice) found.set(record.id, record as never)
    return found
  }
}

/** Touched ids by kind. */
export type TouchedIds = ReadonlyMap<Kind, ReadonlySet<string>>

function groupByOrganisation(touched: readonly Touched[]): Map<string, TouchedIds> {
  const organisations = new Map<string, Map<Kind, Set<string>>>()
  for (const { organisationId, kind, id } of touched) {
    const kinds = organisations.get(organisationId) ?? new Map<Kind, Set<string>>()
    organisations.set(organisationId, kinds)
    kinds.set(kind, (kinds.get(kind) ?? new Set()).add(id))
  }
  return organisations
}

/** Rows that follow from one organisation's touched records, APIs aside. */
class OrganisationChange {
  readonly #store: Store
  readonly #organisationId: string
  readonly #ids: TouchedIds

  constructor(store: Store, organisationId: string, ids: TouchedIds) {
    this.#store = store
    this.#organisationId = organisationId
    this.#ids = ids
  }

  async plans(): Promise<SnapshotChange> {
    const ids = this.#touched('plan')
    const found = await this.#store.recordsById('plan', ids)
    const upserts = found.map((plan) => placeRow(compilePlan(plan), this.#organisationId))
    return { upserts, deletes: this.#missing('plan', ids, found) }
  }

  async quotas(): Promise<SnapshotChange> {
    const ids = this.#touched('quota')
    const found = await this.#store.recordsById('quota', ids)
    const upserts = found.map((quota) => placeRow(compileQuota(quota), this.#organisationId))
    return { upserts, deletes: this.#missing('quota', ids, found) }
  }

  /** One that was switched off goes. */
  async denyRules(): Promise<SnapshotChange> {
    const ids = this.#touched('denyRule')
    const upserts = (await this.#store.recordsById('denyRule', ids)).flatMap(denyRuleRows)
    return { upserts, deletes: this.#missing('deny-rule', ids, upserts) }
  }

  /** A team's name and cost centre are shown by its applications. */
  async applications(): Promise<SnapshotChange> {
    const ids = new Set(this.#touched('application'))
    const reader = this.#store.read(this.#organisationId)
    for (const { id } of await this.#find(this.#touched('team'), (teamId) => reader.find('application', { teamId })))
      ids.add(id)
    for (const { id } of await this.#find(this.#touched('person'), (ownerId) =>
      reader.find('application', { ownerId }),
    ))
      ids.add(id)
    const found = await this.#store.recordsById('application', [...ids])
    const teams = await this.#byId(
      'team',
      found.map(({ teamId }) => teamId),
    )
    const people = await this.#byId(
      'person',
      found.map(({ ownerId }) => ownerId),
    )
    const upserts = found.map((record) => applicationRow(record, { people, teams }))
    return { upserts, deletes: this.#missing('application', this.#touched('application'), found) }
  }

  async subscriptions(): Promise<SnapshotChange> {
    const ids = new Set(this.#touched('subscription'))
    const reader = this.#store.read(this.#organisationId)
    const ofPlans = await this.#find(this.#touched('plan'), (planId) => reader.find('subscription', { planId }))
    for (const { id, overrides } of ofPlans) if (overrides !== null) ids.add(id)
    const found = await this.#store.recordsById('subscription', [...ids])
    const plans = await this.#byId(
      'plan',
      found.map(({ planId }) => planId),
    )
    const upserts: PlacedRow[] = []
    for (const record of found) addSubscription(upserts, record, plans)
    const made = new Set(upserts.map(({ id }) => id))
    const gone = [...ids].flatMap((id) => [
      ...(made.has(id) ? [] : [this.#gone('subscription', id)]),
      ...(made.has(overridesPlanId(id)) ? [] : [this.#gone('plan', overridesPlanId(id))]),
    ])
    return { upserts, deletes: gone }
  }

  /** A person's name and state are in the rows of its keys. */
  async keys(): Promise<SnapshotChange> {
    const ids = new Set(this.#touched('apiKey'))
    const reader = this.#store.read(this.#organisationId)
    for (const { id } of await this.#find(this.#touched('person'), (personId) => reader.find('apiKey', { personId })))
      ids.add(id)
    const found = await this.#store.recordsById('apiKey', [...ids])
    const people = await this.#byId(
      'person',
      found.map(({ personId }) => personId),
    )
    const upserts = found.map((key) =>
      placeRow(compileKey(key, people.get(key.personId ?? '')), this.#organisationId, key.environmentId),
    )
    const there = new Set(found.map(({ id }) => id))
    return { upserts, deletes: [...ids].filter((id) => !there.has(id)).map((id) => this.#gone('key', id)) }
  }

  #touched(kind: Kind): string[] {
    return [...(this.#ids.get(kind) ?? [])]
  }

  #missing(
    kind: 'plan' | 'quota' | 'deny-rule' | 'application',
    ids: readonly string[],
    found: ReadonlyArray<{ readonly id: string }>,
  ) {
    const there = new Set(found.map(({ id }) => id))
    return ids.filter((id) => !there.has(id)).map((id) => this.#gone(kind, id))
  }

  #gone(kind: PlacedRow['kind'], id: string): Omit<PlacedRow, 'json'> {
    return { organisationId: this.#organisationId, environmentId: null, kind, id }
  }

  async #find<R>(ids: readonly string[], find: (id: string) => Promise<R[]>): Promise<R[]> {
    const found: R[] = []
    for (const id of ids) found.push(...(await find(id)))
    return found
  }

  async #byId<K extends 'team' | 'person' | 'plan'>(kind: K, ids: ReadonlyArray<string | null>) {
    const wanted = [...new Set(ids.filter((id) => id !== null))]
    const found = await this.#store.recordsById(kind, wanted)
    return new Map(found.map((record) => [record.id, record]))
  }
}

function applicationRow(
  record: ApplicationRecord,
  { people, teams }: { people: ReadonlyMap<string, PersonRecord>; teams: ReadonlyMap<string, TeamRecord> },
): PlacedRow {
  const team = teams.get(record.teamId ?? '')
  const owner = people.get(record.ownerId ?? '')
  return placeRow(compileApplication(record, { team, owner }), record.organisationId)
}

function denyRuleRows(rule: DenyRuleRecord): PlacedRow[] {
  const row = compileDenyRule(rule)
  return row === undefined ? [] : [placeRow(row, rule.organisationId)]
}

/** Adds to a list, because there are a hundred thousand of them. */
function addSubscription(rows: PlacedRow[], record: SubscriptionRecord, plans: ReadonlyMap<string, PlanRecord>): void {
  const { organisationId } = record
  const overrides = compileOverrides(record, plans.get(record.planId ?? ''))
  if (overrides !== undefined) rows.push(placeRow(overrides, organisationId))
  const row = compileSubscription(record)
  if (row !== undefined) rows.push(placeRow(row, organisationId))
}
