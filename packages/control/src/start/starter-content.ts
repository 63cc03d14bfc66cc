import { systemActor } from '../access/actor.ts'
import { formatPath } from '../config/problem.ts'
import { starterConfig } from '../config/starter-config.ts'
import { applyConfiguration } from '../configuration/apply-configuration.ts'
import { keyDigest } from '../secrets/key-digest.ts'
import { mintKey } from '../secrets/mint-key.ts'
import { deployRevision, environmentToDeployTo } from '../services/deploy-revision.ts'
import { updateEndpoint } from '../services/endpoint/update.ts'
import { change, type Services, type Verb } from '../services/verb.ts'
import type { Settings } from '../settings.ts'

export interface FirstKey {
  readonly application: string
  readonly key: string
}

interface Start {
  readonly services: Services
  readonly settings: Settings
  readonly organisationId: string
}

/** What a new store begins with: plans, the OpenAI API and one application, whose key is known only now. */
export async function makeStarterContent(start: Start): Promise<FirstKey> {
  const key = mintKey()
  const document = starterConfig(keyDigest(start.services.pepper, key))
  const secret = start.settings.environment.OPENAI_API_KEY?.trim()
  const at = formatPath(['apis', 0, 'endpoints', 'production', 'credential'])
  const secrets = new Map(secret ? [[at, secret]] : [])
  await applyConfiguration(verbOf(start), { document, secrets, prune: false, dryRun: false })
  return { application: document.applications[0]?.name ?? '', key }
}

/** A start with OPENAI_API_KEY ends the demo: where OpenAI would have answered and the key was missing, it answers now. */
export async function adoptProviderKey(start: Start): Promise<number> {
  const secret = start.settings.environment.OPENAI_API_KEY?.trim()
  if (!secret) return 0
  const demo = await start.services.store.read(start.organisationId).find('endpoint', { demo: true })
  const waiting = demo.filter(({ url }) => new URL(url).origin === 'https://api.openai.com')
  for (const endpoint of waiting)
    await change(verbOf(start), 'endpoint.end-demo', async (writer) => {
      const verb: Verb = { ...verbOf(start), transaction: writer }
      await updateEndpoint(verb, { id: endpoint.id, changes: { secret } })
      const api = await writer.get('api', endpoint.apiId)
      const environment = await environmentToDeployTo(writer, undefined)
      if (api !== undefined && (await writer.count('deployment', { apiId: api.id, environmentId: environment.id })) > 0)
        await deployRevision({ verb, writer }, api, { environment, note: 'the provider answers instead of the demo' })
    })
  return waiting.length
}

function verbOf({ services, organisationId }: Start): Verb {
  const actor = systemActor(organisationId, { kind: 'system', name: 'Tollgate', from: 'start' })
  return { ...services, actor, expectedRevision: undefined }
}
