import { errorCode, errorMessage, modelCount, property } from '../gateway-probe/read-answer.ts'
import { printable } from '../terminal/printable.ts'
import { type CheckResult, failed, passed, skipped } from './check-result.ts'
import type { DoctorFacts } from './facts.ts'

const another = 'make one: npx tollgate keys create --application NAME --name NAME'

/** The address, the key and the provider, by what `GET /models` was answered. */
export function checkKey(facts: DoctorFacts): CheckResult[] {
  const { answer, baseUrl } = facts
  if (answer.kind === 'failed') {
    return ['address', 'key', 'provider'].map((name) => skipped(name, 'the gateway could not be called'))
  }
  if (answer.status === 404 || errorCode(answer.body) === 'api_not_found') {
    const found = failed(
      'address',
      `no API at ${baseUrl}`,
      'npx tollgate up shows the addresses of its APIs: name one with --url',
    )
    return [found, skipped('key', 'needs an address'), skipped('provider', 'needs an address')]
  }
  return [passed('address', baseUrl), checkAnswer(facts, answer), checkProvider(facts, answer)]
}

type Answered = Extract<DoctorFacts['answer'], { kind: 'answered' }>

function checkAnswer({ key }: DoctorFacts, { status, body }: Answered): CheckResult {
  const said = printable(errorMessage(body) ?? `status ${status}`)
  if (key === null) return skipped('key', 'OPENAI_AUTH_TOKEN is not set in this shell', 'set it, or give --key')
  if (status === 401) return failed('key', said, another)
  if (status === 403)
    return failed('key', said, 'the configuration says what this key may do: subscriptions, plan, type')
  return passed('key', `accepted (…${key.slice(-4)})`)
}

function checkProvider({ key }: DoctorFacts, { status, headers, body }: Answered): CheckResult {
  const name = 'provider'
  if (key === null || status === 401 || status === 403) return skipped(name, 'needs a key that is accepted')
  const said = printable(errorMessage(body) ?? `status ${status}`)
  if (status === 429) return skipped(name, said)
  if (status !== 200) return failed(name, said, 'look at the endpoint and the credential in the configuration')
  const owners = new Set(modelOwners(body))
  const models = `${modelCount(body) ?? 0} models`
  if (owners.has('tollgate-demo'))
    return passed(name, `the built-in demo answers (${models}); set OPENAI_API_KEY for a real one`)
  if (owners.has('tollgate') && headers['x-upstream-request-id'] === undefined) {
    return skipped(name, `not asked: the API has a list of models of its own (${models})`)
  }
  return passed(name, `answers (${models})`)
}

function modelOwners(body: unknown): unknown[] {
  const data = property(body, 'data')
  return Array.isArray(data) ? data.map((model) => property(model, 'owned_by')) : []
}
