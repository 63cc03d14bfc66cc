import type { ApiConfig } from '@tollgate/contract/config-file'
import type { ApiUpdate } from '@tollgate/contract/resources/api'
import { createApi } from '../services/api/create.ts'
import { setDefaultVersion } from '../services/api/set-default.ts'
import { updateApi } from '../services/api/update.ts'
import { rowId } from '../snapshot/row-id.ts'
import type { ApiRecord } from '../storage/records.ts'
import { applyApiState } from './apply-api-state.ts'
import { applyApiPolicies } from './apply-attachments.ts'
import { applyEndpoints } from './apply-endpoints.ts'
import { type Applying, declaredId, fullName } from './applying.ts'

/** Addresses change hands: whoever gives up the default version does so before another takes it. */
export async function releaseAddresses(applying: Applying): Promise<void> {
  const { verb, writer, document } = applying
  for (const { name, version, default: isDefaultVersion } of document.apis) {
    const [api] = await writer.find('api', { name, version })
    if (api?.isDefaultVersion === true && !isDefaultVersion)
      await setDefaultVersion(verb, { id: api.id, isDefaultVersion: false })
  }
}

export async function applyApis(applying: Applying): Promise<void> {
  for (const [index, config] of applying.document.apis.entries()) {
    const api = await applyFields(applying, config)
    await applyEndpoints(applying, { api, config, index })
    await applyApiPolicies(applying, { api, config, index })
    await applyApiState(applying, api, config)
    if (config.default) await setDefaultVersion(applying.verb, { id: api.id, isDefaultVersion: true })
  }
}

async function applyFields(applying: Applying, config: ApiConfig): Promise<ApiRecord> {
  const { verb, writer } = applying
  const [api] = await writer.find('api', { name: config.name, version: config.version })
  const wanted = await wantedFields(applying, config)
  if (api !== undefined) return await updateApi(verb, { id: api.id, changes: wanted })
  const id = await declaredId(applying, 'api', rowId('api', fullName(config)))
  return await createApi(verb, { ...wanted, ...id, isDefaultVersion: false, endpoints: {} })
}

async function wantedFields(applying: Applying, config: ApiConfig) {
  const { name, context, version, description, tags, docs, keyHeader, models } = config
  const { errorFormat, payloadCapture, unpricedModels, whenCountersAreAway, stripAgentMetadata } = config
  const [provider] = await applying.writer.find('provider', { name: config.provider })
  return {
    ...{ name, context, version, description, tags, docs },
    ...{ errorFormat, payloadCapture, unpricedModels, whenCountersAreAway, stripAgentMetadata },
    providerId: provider?.id ?? config.provider,
    ownerTeamId: config.ownerTeam === undefined ? null : await teamId(applying, config.ownerTeam),
    visibleToTeamIds: config.visibleTo === undefined ? null : await teamIds(applying, config.visibleTo),
    planIds: await planIds(applying, config.plans),
    keyHeader: keyHeader ?? null,
    models:
      models?.map((model) => ({
        id: model.id,
        displayName: model.displayName ?? model.id,
        contextWindow: model.contextWindow ?? null,
      })) ?? null,
  } satisfies ApiUpdate
}

async function planIds({ writer }: Applying, names: readonly string[]): Promise<string[]> {
  const plans = new Map((await writer.find('plan', { name: names })).map(({ name, id }) => [name, id]))
  return names.map((name) => plans.get(name) ?? name)
}

async function teamIds(applying: Applying, names: readonly string[]): Promise<string[]> {
  const ids: string[] = []
  for (const name of names) ids.push(await teamId(applying, name))
  return ids
}

/** What names no team stays as it is, and the verb says so. */
export async function teamId({ writer }: Pick<Applying, 'writer'>, name: string): Promise<string> {
  const [team] = await writer.find('team', { name })
  return team?.id ?? name
}
