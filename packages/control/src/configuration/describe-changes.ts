import type { ConfigurationChange } from '@tollgate/contract/resources/configuration'
import type { AuditChange, Kind } from '../storage/records.ts'
import type { Reader, Writer } from '../storage/store.ts'

/** What follows from something else and says nothing to whoever reads a plan. */
const unsaid: ReadonlySet<Kind> = new Set<Kind>(['apiRevision'])
const unsaidFields: ReadonlySet<string> = new Set([
  'id',
  'revision',
  'createdAt',
  'updatedAt',
  'rotatedAt',
  'managedBy',
  'revisionId',
  'deployedBy',
])

const shownKinds: Readonly<Partial<Record<Kind, string>>> = {
  api: 'API',
  apiKey: 'key',
  policyAttachment: 'policy',
  denyRule: 'deny rule',
}

/** All that a transaction wrote, as a plan tells it: several changes of one record are one, and what came back to where it was is none. */
export async function describeChanges(writer: Writer): Promise<ConfigurationChange[]> {
  const merged = new Map<string, AuditChange>()
  for (const change of writer.changes) {
    if (unsaid.has(change.kind)) continue
    const known = merged.get(change.id)
    merged.set(change.id, known === undefined ? change : { ...change, before: known.before })
  }
  const described: ConfigurationChange[] = []
  for (const change of merged.values()) {
    const one = await describe(writer, change)
    if (one !== undefined) described.push(one)
  }
  return described
}

async function describe(
  reader: Reader,
  { kind, id, before, after }: AuditChange,
): Promise<ConfigurationChange | undefined> {
  if (before === null && after === null) return undefined
  const action = before === null ? 'create' : after === null ? 'delete' : 'update'
  const fields = fieldsOf(before ?? {}, after ?? {})
  // A deployment that points to another revision is a new one of what its API's own changes say.
  if (action === 'update' && fields.length === 0 && kind !== 'deployment') return undefined
  const shownFields: ConfigurationChange['fields'] = []
  if (action !== 'delete')
    for (const field of fields)
      if (action === 'update' || field.after !== null) shownFields.push(await withNames(reader, field))
  const name = await nameOf(reader, kind, { id, ...before, ...after })
  return { action, kind: shownKinds[kind] ?? kind, name, fields: shownFields }
}

function fieldsOf(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>) {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].flatMap((field) => {
    if (unsaidFields.has(field) || (/Ids?$/.test(field) && !(field in references))) return []
    const change = { field, before: before[field] ?? null, after: after[field] ?? null }
    return JSON.stringify(change.before) === JSON.stringify(change.after) ? [] : [change]
  })
}

/** Fields that refer to something else, which people know by its name. */
const references: Readonly<
  Record<
    string,
    { readonly field: string; readonly kind: 'plan' | 'team' | 'provider' | 'credential' | 'person' | 'environment' }
  >
> = {
  planId: { field: 'plan', kind: 'plan' },
  planIds: { field: 'plans', kind: 'plan' },
  audienceTeamIds: { field: 'audience', kind: 'team' },
  ownerTeamId: { field: 'ownerTeam', kind: 'team' },
  visibleToTeamIds: { field: 'visibleTo', kind: 'team' },
  teamId: { field: 'team', kind: 'team' },
  providerId: { field: 'provider', kind: 'provider' },
  credentialId: { field: 'credential', kind: 'credential' },
  ownerId: { field: 'owner', kind: 'person' },
  personId: { field: 'user', kind: 'person' },
  environmentId: { field: 'environment', kind: 'environment' },
}

async function withNames(reader: Reader, change: ConfigurationChange['fields'][number]) {
  const reference = references[change.field]
  if (reference === undefined) return change
  const named = async (value: unknown): Promise<unknown> => {
    if (Array.isArray(value)) return await Promise.all(value.map(named))
    if (typeof value !== 'string') return value
    return (await reader.get(reference.kind, value))?.name ?? value
  }
  return { field: reference.field, before: await named(change.before), after: await named(change.after) }
}

async function nameOf(reader: Reader, kind: Kind, record: Readonly<Record<string, unknown>>): Promise<string> {
  const api = await apiName(reader, record.apiId)
  const application =
    typeof record.applicationId === 'string' ? await reader.get('application', record.applicationId) : undefined
  const own =
    typeof record.name === 'string' ? record.name : typeof record.policy === 'string' ? record.policy : undefined
  if (kind === 'api') return `${record.name}/${record.version}`
  if (kind === 'subscription') return `${application?.name ?? record.applicationId} → ${api}`
  if (kind === 'deployment') return api ?? String(record.apiId)
  if (kind === 'apiKey') return `${application?.name ?? record.applicationId}: ${own}`
  if (kind === 'denyRule') return String(own)
  if (api !== undefined) return `${api}: ${own}`
  return own ?? String(record.id)
}

async function apiName(reader: Reader, id: unknown): Promise<string | undefined> {
  if (typeof id !== 'string') return undefined
  const api = await reader.get('api', id)
  return api === undefined ? id : `${api.name}/${api.version}`
}
