import type { ApiRecord, ApiRevisionRecord, DeploymentRecord, EnvironmentRecord } from '../storage/records.ts'
import type { Reader, Writer } from '../storage/store.ts'
import { mendContent } from './mend-content.ts'
import { firstMisfit } from './policy-fit.ts'
import { conflict, invalidField } from './problem.ts'
import { contentHash, contentOf, endpointsIn, type RevisionContent } from './revision-content.ts'
import type { Verb } from './verb.ts'
import { readWorkingCopy } from './working-copy.ts'

/** Revisions of an API that are kept without being deployed; the oldest go first. */
const undeployedRevisionsMax = 100

export interface Deploying {
  readonly environment: EnvironmentRecord
  /** undefined: the working copy. */
  readonly revision?: ApiRevisionRecord | undefined
  readonly note: string
}

/** Puts a revision in force in an environment: the one that is named, or one of the working copy. */
export async function deployRevision(
  { verb, writer }: { verb: Verb; writer: Writer },
  api: ApiRecord,
  { environment, revision, note }: Deploying,
): Promise<DeploymentRecord> {
  if (api.state === 'retired')
    throw conflict(`${label(api)} is retired and cannot be deployed any more: make a new version of it.`)
  const content = revision === undefined ? await readWorkingCopy(writer, api) : contentOf(revision)
  await mustBeDeployable({ verb, writer }, api, { content, environment, revision })
  const deployed = revision ?? (await keepRevision({ verb, writer }, api, { content, note }))
  const deployment = await pointTo(writer, api, { environment, revision: deployed, by: verb.actor.audit.name })
  await forgetOldRevisions(writer, api)
  return deployment
}

/** The environment of that id; without one the only one, or the one named `default`. */
export async function environmentToDeployTo(reader: Reader, id: string | undefined): Promise<EnvironmentRecord> {
  const environments = await reader.find('environment', {})
  const [first] = environments
  const found =
    id !== undefined
      ? environments.find((environment) => environment.id === id)
      : environments.length === 1
        ? first
        : environments.find(({ name }) => name === 'default')
  if (found !== undefined) return found
  if (id !== undefined) throw invalidField('environmentId', `names no environment: ${id}`)
  throw invalidField('environmentId', 'is missing: there are several environments and none is named default')
}

export async function undeployEverywhere(writer: Writer, api: ApiRecord): Promise<number> {
  const deployments = await writer.find('deployment', { apiId: api.id })
  for (const deployment of deployments) await writer.remove('deployment', deployment)
  return deployments.length
}

async function mustBeDeployable(
  { verb, writer }: { verb: Verb; writer: Writer },
  api: ApiRecord,
  { content, environment, revision }: Omit<Deploying, 'note'> & { content: RevisionContent },
): Promise<void> {
  if (endpointsIn(content, environment.id).length === 0)
    throw conflict(
      `${label(api)} has no endpoint in the environment ${environment.name}: give it one for production or sandbox first (POST /apis/${api.id}/endpoints).`,
    )
  const { policies } = verb
  const { missing } = await mendContent({ reader: writer, policies }, api, content)
  const provider = await writer.get('provider', content.api.providerId)
  const misfit = firstMisfit({ policies, provider }, content.policies)
  const reasons = [...missing.map(({ gone }) => gone), ...(misfit === null ? [] : [misfit])]
  if (reasons.length === 0) return
  const what = revision === undefined ? 'The working copy' : `Revision ${revision.number}`
  const way = revision === undefined ? 'Mend this first.' : 'Restore it, mend this, and deploy that.'
  throw conflict(`${what} cannot be deployed. ${reasons.join(' ')} ${way}`)
}

async function keepRevision(
  { verb, writer }: { verb: Verb; writer: Writer },
  api: ApiRecord,
  { content, note }: { content: RevisionContent; note: string },
): Promise<ApiRevisionRecord> {
  const [newest] = await newestFirst(writer, api.id)
  const hash = contentHash(content)
  if (newest?.contentHash === hash) return newest
  return await writer.insert('apiRevision', {
    apiId: api.id,
    number: (newest?.number ?? 0) + 1,
    contentHash: hash,
    content,
    authorName: verb.actor.audit.name,
    note,
  })
}

async function pointTo(
  writer: Writer,
  api: ApiRecord,
  { environment, revision, by }: { environment: EnvironmentRecord; revision: ApiRevisionRecord; by: string },
): Promise<DeploymentRecord> {
  const [deployment] = await writer.find('deployment', { apiId: api.id, environmentId: environment.id })
  if (deployment === undefined)
    return await writer.insert('deployment', {
      apiId: api.id,
      environmentId: environment.id,
      revisionId: revision.id,
      deployedBy: by,
    })
  // Who deployed it stays true where nothing is deployed anew.
  if (deployment.revisionId === revision.id) return deployment
  return await writer.update('deployment', deployment, { revisionId: revision.id, deployedBy: by })
}

async function forgetOldRevisions(writer: Writer, api: ApiRecord): Promise<void> {
  const deployments = await writer.find('deployment', { apiId: api.id })
  const deployed = new Set(deployments.map(({ revisionId }) => revisionId))
  const undeployed = (await newestFirst(writer, api.id)).filter(({ id }) => !deployed.has(id))
  for (const revision of undeployed.slice(undeployedRevisionsMax)) await writer.remove('apiRevision', revision)
}

export async function newestFirst(reader: Reader, apiId: string): Promise<ApiRevisionRecord[]> {
  const revisions = await reader.find('apiRevision', { apiId })
  return revisions.sort((a, b) => b.number - a.number)
}

function label({ name, version }: ApiRecord): string {
  return `${name}/${version}`
}
