import type { ConfigFieldProblem, PolicyCatalogue } from '../config/policy-catalogue.ts'
import { formatPath } from '../config/problem.ts'
import type { ApiRecord } from '../storage/records.ts'
import type { Reader } from '../storage/store.ts'
import { credentialProblem } from './endpoint-rules.ts'
import type { RevisionContent } from './revision-content.ts'

export interface Missing {
  /** A sentence: what the content refers to, and is not there or does not fit any more. */
  readonly gone: string
  /** A sentence: what the mended content has in its place. */
  readonly instead: string
}

export interface Mended {
  readonly content: RevisionContent
  readonly missing: readonly Missing[]
}

interface Place {
  readonly reader: Reader
  readonly policies: PolicyCatalogue
  readonly missing: Missing[]
}

/** Content as it can be used today: what it refers to may be gone since it was kept. */
export async function mendContent(
  { reader, policies }: { reader: Reader; policies: PolicyCatalogue },
  api: ApiRecord,
  content: RevisionContent,
): Promise<Mended> {
  const place: Place = { reader, policies, missing: [] }
  const providerId = await mendProvider(place, api, content.api.providerId)
  const endpoints: RevisionContent['endpoints'] = []
  for (const endpoint of content.endpoints) {
    const mended = await mendEndpoint(place, providerId, endpoint)
    if (mended !== undefined) endpoints.push(mended)
  }
  const kept = content.policies.filter((attachment) => isKnownPolicy(place, attachment))
  return {
    content: { ...content, api: { ...content.api, providerId }, endpoints, policies: kept },
    missing: place.missing,
  }
}

async function mendProvider({ reader, missing }: Place, api: ApiRecord, id: string): Promise<string> {
  if ((await reader.get('provider', id)) !== undefined) return id
  missing.push({ gone: `The provider ${id} is gone.`, instead: `The API keeps the provider ${api.providerId}.` })
  return api.providerId
}

async function mendEndpoint(
  { reader, missing }: Place,
  providerId: string,
  endpoint: RevisionContent['endpoints'][number],
): Promise<RevisionContent['endpoints'][number] | undefined> {
  const { name, environmentId, credentialId, url } = endpoint
  if (environmentId !== null && (await reader.get('environment', environmentId)) === undefined) {
    missing.push({
      gone: `The environment ${environmentId} of the endpoint ${name} is gone.`,
      instead: 'The endpoint is left out.',
    })
    return undefined
  }
  if (credentialId === null) return endpoint
  const credential = await reader.get('credential', credentialId)
  const problem = credential === undefined ? undefined : credentialProblem(credential, { providerId, url })
  if (credential !== undefined && problem === undefined) return endpoint
  missing.push({
    gone:
      problem === undefined
        ? `The credential ${credentialId} of the endpoint ${name} is gone.`
        : `The endpoint ${name} cannot use its credential: ${problem}.`,
    instead: 'The endpoint has none now: give it one.',
  })
  return { ...endpoint, credentialId: null }
}

function isKnownPolicy({ policies, missing }: Place, { policy, config }: RevisionContent['policies'][number]): boolean {
  const gone = policies.names().includes(policy)
    ? unfitConfig(policy, policies.check(policy, config))
    : `There is no policy ${policy} any more.`
  if (gone === undefined) return true
  missing.push({ gone, instead: 'It is left out.' })
  return false
}

function unfitConfig(policy: string, [problem]: readonly ConfigFieldProblem[]): string | undefined {
  if (problem === undefined) return undefined
  const { path, reason } = problem
  const said = path.length === 0 ? reason : `${formatPath(path)}: ${reason}`
  return `The policy ${policy} does not take its configuration any more (${said}).`
}
