import type { ApiUpdate } from '@tollgate/contract/resources/api'
import { reservedHeaderProblem } from '../../config/reserved-header.ts'
import type { ApiRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { invalidField } from '../problem.ts'
import { requirePlans } from '../require-plans.ts'
import { requireTeams } from '../require-teams.ts'

/** What is named exists, and what is listed is listed once. */
export async function checkApi(reader: Reader, input: ApiUpdate): Promise<void> {
  const { providerId, ownerTeamId, visibleToTeamIds, planIds, keyHeader, models, tags } = input
  if (providerId !== undefined && (await reader.get('provider', providerId)) === undefined)
    throw invalidField('providerId', `names no provider: ${providerId}`)
  if (ownerTeamId !== undefined && ownerTeamId !== null && (await reader.get('team', ownerTeamId)) === undefined)
    throw invalidField('ownerTeamId', `names no team: ${ownerTeamId}`)
  await requireTeams(reader, visibleToTeamIds ?? null, 'visibleToTeamIds')
  await requirePlans(reader, planIds ?? null, 'planIds')
  const reserved = keyHeader === undefined || keyHeader === null ? undefined : reservedHeaderProblem(keyHeader)
  if (reserved !== undefined) throw invalidField('keyHeader', `cannot be used: ${reserved}`)
  listedOnce('models', models?.map(({ id }) => id) ?? [])
  listedOnce('tags', tags ?? [])
}

export function storedModels(models: NonNullable<ApiUpdate['models']>): NonNullable<ApiRecord['models']> {
  return models.map(({ id, displayName, contextWindow }) => ({
    id,
    displayName: displayName ?? id,
    contextWindow: contextWindow ?? null,
  }))
}

function listedOnce(field: string, values: readonly string[]): void {
  for (const [index, value] of values.entries())
    if (values.indexOf(value) !== index) throw invalidField(`${field}[${index}]`, `is there twice: ${value}`)
}
