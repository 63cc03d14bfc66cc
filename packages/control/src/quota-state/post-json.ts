import { promises as dns, type LookupAddress } from 'node:dns'
import { type IncomingMessage, request as requestPlain } from 'node:http'
import { request as requestTls } from 'node:https'
import type { LookupFunction } from 'node:net'
import { isLocalName, isPrivateAddress } from '@tollgate/contract/private-address'
import { errorCode } from '../files/failure-reason.ts'
import { failureProblem, privateProblem } from '../services/provider-problem.ts'

interface Post {
  readonly url: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  readonly allowPrivate: boolean
  readonly timeoutMs?: number
}

const timeoutMsDefault = 10_000

/**
 * One POST to an address that an administrator gave; undefined: it was taken, else a sentence why not. The name is looked up once and what it
 * resolved to is connected to; private addresses are refused unless allowed; redirects are not followed, and of the answer only the status is read.
 */
export async function postJson(post: Post): Promise<string | undefined> {
  const url = new URL(post.url)
  const signal = AbortSignal.timeout(post.timeoutMs ?? timeoutMsDefault)
  try {
    const addresses = await dns.lookup(url.hostname.replace(/^\[|\]$/g, ''), { all: true })
    const isPrivate = isLocalName(url.hostname) || addresses.some(({ address }) => isPrivateAddress(address))
    if (isPrivate && !post.allowPrivate) return privateProblem(url)
    const response = await send(url, post, addresses, signal)
    response.destroy()
    const status = response.statusCode ?? 0
    return status >= 200 && status < 300 ? undefined : `${url.host} answered with the status ${status}.`
  } catch (error) {
    return failureProblem(url, signal.aborted ? 'TIMEOUT' : (errorCode(error) ?? ''))
  }
}

function send(
  url: URL,
  { body, headers }: Post,
  addresses: readonly LookupAddress[],
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const options = {
      method: 'POST',
      signal,
      agent: false,
      lookup: answering(addresses),
      headers: {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
        'user-agent': 'tollgate',
        ...headers,
      },
    } as const
    const request = url.protocol === 'https:' ? requestTls(url, options, resolve) : requestPlain(url, options, resolve)
    request.on('error', reject).end(body)
  })
}

function answering(addresses: readonly LookupAddress[]): LookupFunction {
  return (_, options, callback) => {
    const [first] = addresses
    if (options.all === true || first === undefined) callback(null, [...addresses])
    else callback(null, first.address, first.family)
  }
}
