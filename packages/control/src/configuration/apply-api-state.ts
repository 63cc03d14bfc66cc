import type { ApiConfig } from '@tollgate/contract/config-file'
import type { LifecycleAction } from '@tollgate/contract/resources/api'
import type { ApiState } from '@tollgate/contract/snapshot'
import { changeLifecycle, transitions } from '../services/api/change-lifecycle.ts'
import { deployRevision, environmentToDeployTo, undeployEverywhere } from '../services/deploy-revision.ts'
import { conflict } from '../services/problem.ts'
import type { ApiRecord } from '../storage/records.ts'
import { type Applying, fullName } from './applying.ts'

/** Brings an API to the state that the document names, and deploys what it says. A file's word is enough for any step. */
export async function applyApiState(applying: Applying, { id }: ApiRecord, { state }: ApiConfig): Promise<void> {
  const { verb, writer, isFile } = applying
  const api = await writer.get('api', id)
  if (api === undefined) return
  if (state !== 'retired') {
    // What is deployed elsewhere follows a document only where it was put by hand.
    const environment = await environmentToDeployTo(writer, undefined)
    const known = api.state === 'retired' && isFile ? await writer.update('api', api, { state: 'created' }) : api
    await deployRevision({ verb, writer }, known, { environment, note: 'applied' })
  }
  if (isFile) await setState(applying, id, state)
  else for (const action of stepsTo(api, state)) await changeLifecycle(verb, { id, input: { action, ...plainly } })
}

const plainly = { deprecateOlder: false, requireResubscription: true } as const

async function setState({ writer }: Applying, id: string, state: ApiState): Promise<void> {
  const api = await writer.get('api', id)
  if (api === undefined) return
  if (state === 'retired') await undeployEverywhere(writer, api)
  await writer.update('api', api, { state })
}

/** The shortest way through the life cycle. */
function stepsTo(api: ApiRecord, wanted: ApiState): LifecycleAction[] {
  const ways: Array<{ state: ApiState; steps: LifecycleAction[] }> = [{ state: api.state, steps: [] }]
  const seen = new Set<ApiState>([api.state])
  for (const way of ways) {
    if (way.state === wanted) return way.steps
    for (const [action, state] of Object.entries(transitions[way.state]) as Array<[LifecycleAction, ApiState]>) {
      if (seen.has(state)) continue
      seen.add(state)
      ways.push({ state, steps: [...way.steps, action] })
    }
  }
  throw conflict(`${fullName(api)} is ${api.state} and cannot become ${wanted} any more: give it a new version.`)
}
