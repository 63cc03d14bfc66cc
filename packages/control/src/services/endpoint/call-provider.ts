import { promises as dns, type LookupAddress } from 'node:dns'
import { type IncomingMessage, type RequestOptions, request as requestPlain } from 'node:http'
import { request as requestTls } from 'node:https'
import type { LookupFunction } from 'node:net'
import { rootCertificates } from 'node:tls'
import { isLocalName, isPrivateAddress } from '@tollgate/contract/private-address'
import { answerProblem, failureProblem, privateProblem, showsSecret } from '../provider-problem.ts'

export interface ProviderCall {
  readonly url: string
  /** `secret`: what of the header must not be repeated by anything that comes back. */
  readonly credential: { readonly header: string; readonly value: string; readonly secret: string } | null
  readonly trustedCertificates: string | null
  readonly allowPrivate: boolean
  readonly timeoutMs?: number
  /** Where names are looked up; the system's resolver unless said otherwise. */
  readonly resolve?: (hostname: string) => Promise<readonly LookupAddress[]>
}

export interface ProviderAnswer {
  readonly ok: boolean
  readonly status: number | null
  readonly latencyMs: number
  readonly modelCount: number | null
  /** Their ids, as far as they are shown. */
  readonly models: string[]
  readonly problem: string | null
}

type Outcome = Omit<ProviderAnswer, 'latencyMs'>

const timeoutMsDefault = 10_000
const bodyBytesMax = 4 * 1024 * 1024
const modelsShown = 200
const modelIdLengthMax = 200

/**
 * One GET to a provider. The name is looked up once and what it resolved to is connected to, so a name that resolves differently the
 * next time gains nothing; private addresses are refused unless allowed; redirects are not followed.
 */
export async function callProvider(call: ProviderCall): Promise<ProviderAnswer> {
  const startedAt = performance.now()
  const outcome = await attempt(call, AbortSignal.timeout(call.timeoutMs ?? timeoutMsDefault))
  return { ...outcome, latencyMs: Math.round(performance.now() - startedAt) }
}

async function attempt(call: ProviderCall, signal: AbortSignal): Promise<Outcome> {
  const url = new URL(call.url)
  try {
    const addresses = await inTime(lookUp(url, call), signal)
    const isRefused = isLocalName(url.hostname) || addresses.some(({ address }) => isPrivateAddress(address))
    if (!call.allowPrivate && isRefused) return failed(privateProblem(url))
    const response = await send(url, call, { addresses, signal })
    return judge(url, call, { status: response.statusCode ?? 0, body: await readBody(response) })
  } catch (error) {
    return failed(signal.aborted ? failureProblem(url, 'TIMEOUT') : failureProblem(url, codeOf(error)))
  }
}

function lookUp(url: URL, { resolve }: ProviderCall): Promise<readonly LookupAddress[]> {
  const hostname = url.hostname.replace(/^\[|\]$/g, '')
  return resolve === undefined ? dns.lookup(hostname, { all: true }) : resolve(hostname)
}

/** A look-up cannot be cut off; it is left alone when the time is over. */
function inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    work.then(resolve, reject)
  })
}

function send(
  url: URL,
  { credential, trustedCertificates }: ProviderCall,
  { addresses, signal }: { addresses: readonly LookupAddress[]; signal: AbortSignal },
): Promise<IncomingMessage> {
  const options: RequestOptions = {
    signal,
    agent: false,
    lookup: answering(addresses),
    headers: {
      accept: 'application/json',
      'accept-encoding': 'identity',
      'user-agent': 'tollgate',
      ...(credential === null ? {} : { [credential.header]: credential.value }),
    },
  }
  const ca = trustedCertificates === null ? {} : { ca: [...rootCertificates, trustedCertificates] }
  return new Promise((resolve, reject) => {
    const request =
      url.protocol === 'https:' ? requestTls(url, { ...options, ...ca }, resolve) : requestPlain(url, options, resolve)
    request.on('error', reject).end()
  })
}

function answering(addresses: readonly LookupAddress[]): LookupFunction {
  return (_, options, callback) => {
    const [first] = addresses
    if (options.all === true || first === undefined) callback(null, [...addresses])
    else callback(null, first.address, first.family)
  }
}

/** undefined: more than anybody's list of models. */
async function readBody(response: IncomingMessage): Promise<string | undefined> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of response as AsyncIterable<Buffer>) {
    bytes += piece.length
    if (bytes > bodyBytesMax) {
      response.destroy()
      return undefined
    }
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

function judge(
  url: URL,
  { credential }: ProviderCall,
  { status, body }: { status: number; body: string | undefined },
): Outcome {
  const json = parse(body)
  const models = typeof json === 'object' && json !== null && 'data' in json ? json.data : undefined
  const modelCount = Array.isArray(models) ? models.length : null
  if (status >= 200 && status < 300 && (modelCount !== null || body === undefined))
    return { ok: true, status, modelCount, models: idsOf(models, credential?.secret), problem: null }
  const problem = answerProblem(url, { status, json, secret: credential?.secret })
  return { ok: false, status, modelCount: null, models: [], problem }
}

/** What a provider names is shown to people: short, without what cannot be seen, and never the secret. */
function idsOf(models: unknown, secret: string | undefined): string[] {
  if (!Array.isArray(models)) return []
  return models
    .slice(0, modelsShown)
    .map((model: unknown) => (typeof model === 'object' && model !== null && 'id' in model ? model.id : undefined))
    .filter((id) => typeof id === 'string')
    .map((id) => id.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, modelIdLengthMax))
    .filter((id) => id.trim() !== '' && !showsSecret(id, secret))
}

function parse(body: string | undefined): unknown {
  try {
    return body === undefined ? undefined : JSON.parse(body)
  } catch {
    return undefined
  }
}

function failed(problem: string): Outcome {
  return { ok: false, status: null, modelCount: null, models: [], problem }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
