import type { PolicyAttachment, PolicyType } from '@tollgate/contract/resources/policy-attachment'
import type { Tone } from '../../ui/state-word.tsx'
import { asRecord, type JsonSchema } from './json-schema.ts'

type Flow = 'request' | 'response' | 'both'

/** What an attached policy is called: as its publisher named it, else by what it is. */
export function policyName({ policy, config }: Pick<PolicyAttachment, 'policy' | 'config'>): string {
  const { name } = asRecord(config)
  return typeof name === 'string' && name !== '' ? name : policy
}

/** What it looks at, as it is set up. */
export function flowOf({ config }: Pick<PolicyAttachment, 'config'>, type: PolicyType | undefined): Flow {
  const asked = asRecord(config).flow ?? schemaOf(type).properties?.flow?.default
  if (asked === 'request' || asked === 'response' || asked === 'both') return asked
  const { flows = [] } = type ?? {}
  if (!flows.includes('response')) return 'request'
  return flows.includes('request') ? 'both' : 'response'
}

export function isOnRequests(flow: Flow): boolean {
  return flow !== 'response'
}

export function isOnAnswers(flow: Flow): boolean {
  return flow !== 'request'
}

const flowWords = { request: 'requests', response: 'answers', both: 'requests and answers' } as const

/** Where it acts, and on which calls: "requests · only gpt-5.4". */
export function whereItActs(attachment: PolicyAttachment, type: PolicyType | undefined): string {
  const { when } = attachment
  const only = [
    ...(when?.model ?? []),
    ...(when?.agent ?? []).map((agent) => (agent === 'codex' ? 'Codex' : 'other agents')),
    ...(when?.operation ?? []),
    ...amount(when?.plan?.length, 'plan'),
    ...amount(when?.team?.length, 'team'),
  ]
  const words = flowWords[flowOf(attachment, type)]
  return only.length === 0 ? words : `${words} · only ${only.join(', ')}`
}

function amount(count: number | undefined, noun: string): readonly string[] {
  return count === undefined ? [] : [`${count} ${noun}${count === 1 ? '' : 's'}`]
}

export function schemaOf(type: PolicyType | undefined): JsonSchema {
  return type?.configSchema ?? {}
}

const verdicts: Readonly<Record<string, readonly [string, Tone]>> = {
  passed: ['passed', 'plain'],
  changed: ['changed', 'info'],
  'would-change': ['would have changed', 'info'],
  refused: ['refused', 'warning'],
  'would-refuse': ['would have refused', 'info'],
  'could-not-run': ['could not run', 'bad'],
  'did-not-look': ['did not look', 'plain'],
}
const changes: Readonly<Record<string, readonly [string, string]>> = {
  'pii-mask': ['masked', 'would have masked'],
  secrets: ['masked', 'would have masked'],
  'prompt-decorator': ['decorated', 'would have decorated'],
  'prompt-template': ['decorated', 'would have decorated'],
}

/** The word for what a policy did, and its colour. */
export function verdictWord(verdict: string, policy: string): readonly [string, Tone] {
  const [word, tone] = verdicts[verdict] ?? [verdict, 'plain']
  const [did, would] = changes[policy] ?? [word, word]
  if (verdict === 'changed') return [did, tone]
  return verdict === 'would-change' ? [would, tone] : [word, tone]
}
