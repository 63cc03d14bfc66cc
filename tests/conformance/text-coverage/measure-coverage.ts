import type { PolicyDefinition } from '../../../packages/gateway/src/pipeline/policy.ts'
import type { PolicyTools } from '../../../packages/gateway/src/pipeline/policy-tools.ts'
import type { Protocol } from '../../../packages/gateway/src/protocols/protocol.ts'
import { protocols } from '../../../packages/gateway/src/protocols/protocols.ts'
import type { TextField, TextKind } from '../../../packages/gateway/src/protocols/text-lens.ts'
import { tryPolicies } from '../../../packages/gateway/src/testing/try-policy.ts'
import { type Dialect, readDialects } from '../schema/dialects.ts'
import { Sampler } from '../schema/samples.ts'
import type { Probe } from './probes.ts'

export const places = ['request', 'answer', 'pieces'] as const
export type Place = (typeof places)[number]

/** A document of a dialect's own schema, and the texts in it that are of one kind and said by one role. */
interface Sample {
  readonly protocol: Protocol
  readonly place: Place
  readonly kind: TextKind
  readonly document: string
  /** Which of the document's texts. */
  readonly index: number
}

/** Made once for all policies: for every place, kind and role of every dialect one document. */
export function makeSamples(): readonly Sample[] {
  return readDialects().flatMap((dialect) => {
    const protocol = protocols.find(({ name }) => name === dialect.protocol)
    if (protocol === undefined) throw new Error(`there is no protocol ${dialect.protocol}`)
    return places.flatMap((place) => samplesAt(dialect, protocol, place))
  })
}

function samplesAt(dialect: Dialect, protocol: Protocol, place: Place): Sample[] {
  const samples = new Map<string, Sample>()
  const [whole, events] = dialect.answers
  const types = place === 'request' ? dialect.requests : [place === 'answer' ? whole : events]
  for (const type of types) {
    if (type === undefined) continue
    for (const json of new Sampler().documents(type) as Json[]) {
      const document = JSON.stringify(json)
      for (const [index, { kind, role, mayChange }] of textsOf(protocol, place, json).entries()) {
        const key = `${kind} ${role}`
        // The last of a document: some rules are about what the user said last.
        const isFirstDocument = (samples.get(key)?.document ?? document) === document
        if (mayChange && isFirstDocument) samples.set(key, { protocol, place, kind, document, index })
      }
    }
  }
  return [...samples.values()]
}

export interface Attached {
  readonly policy: PolicyDefinition
  readonly probe: Probe
  readonly tools: PolicyTools
}

/** By `dialect place kind`: true where the policy acts on a text of that kind, whoever says it; false where it does not look. */
export async function measureCoverage(samples: readonly Sample[], attached: Attached): Promise<Map<string, boolean>> {
  const coverage = new Map<string, boolean>()
  for (const sample of samples) {
    const key = coverageKey(sample.protocol.name, sample.place, sample.kind)
    if (coverage.get(key) !== true) coverage.set(key, await acts(sample, attached))
  }
  return coverage
}

export function coverageKey(dialect: string, place: Place, kind: TextKind): string {
  return `${dialect} ${place} ${kind}`
}

/** Says what the policy is about in this text, and nothing of it anywhere else. */
async function acts(
  { protocol, place, document, index }: Sample,
  { policy, probe, tools }: Attached,
): Promise<boolean> {
  const json = JSON.parse(document) as Json
  textsOf(protocol, place, json)[index]?.replace(probe.trigger)
  const trial = tryPolicies([{ policy, config: probe.config }], { protocol, tools })
  if (place === 'request') await trial.request(json)
  else if (place === 'answer') await trial.answer(json)
  else await trial.stream([protocol.renderEvent(json), ...endings(protocol)])
  const verdicts = trial.call.x.verdicts.map(({ verdict }) => verdict)
  if (verdicts.includes('could-not-run'))
    throw new Error(`${policy.name} could not run: ${String(trial.call.failures[0]?.error)}`)
  return verdicts.some((verdict) => verdict === 'changed' || verdict === 'refused')
}

function textsOf(protocol: Protocol, place: Place, document: Json): readonly TextField[] {
  if (place === 'request') return protocol.view(document).texts()
  const { texts } = protocol.readTexts(document)
  return texts.filter(({ channel }) => (channel !== null) === (place === 'pieces'))
}

/** What ends a stream without a word. */
function endings({ name, renderEvent }: Protocol): Buffer[] {
  if (name === 'openai-chat') return [renderEvent('[DONE]')]
  const response = { id: 'r', object: 'response', status: 'completed', output: [] }
  return [renderEvent({ type: 'response.completed', response })]
}

type Json = Record<string, unknown>
