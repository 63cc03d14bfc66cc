import { createHash } from 'node:crypto'
import { rootCertificates } from 'node:tls'
import { Agent, type Dispatcher, request as send } from 'undici'
import { checkLiteralHost, guardedLookup } from '../upstream/guarded-lookup.ts'
import { ExternalFailure } from './external-failure.ts'
import type { Outbound, OutboundAnswer, OutboundRequest } from './outbound.ts'

/** A connection to a service; the call's own time-out may end it sooner. */
const connectMs = 10_000
const keepAliveMs = 30_000
const headBytesMax = 32_768
/** Sets of trusted certificates with connections of their own. */
const agentsMax = 100

/** Services over undici: TLS is verified, addresses are checked when they are connected to, and answers are bounded. */
export class UndiciOutbound implements Outbound {
  private readonly allowPrivate: boolean
  private readonly agents = new Map<string, Agent>()

  constructor({ allowPrivate }: { readonly allowPrivate: boolean }) {
    this.allowPrivate = allowPrivate
  }

  async post(request: OutboundRequest, signal: AbortSignal): Promise<OutboundAnswer> {
    const url = new URL(request.url)
    this.check(url)
    try {
      const { statusCode, headers, body } = await send(url, {
        method: 'POST',
        headers: { ...request.headers, 'accept-encoding': 'identity' },
        body: request.body,
        dispatcher: this.agentFor(request.trustedCertificates),
        signal,
      })
      return { status: statusCode, body: await readAnswer(url, { headers, body, bytesMax: request.answerBytesMax }) }
    } catch (error) {
      signal.throwIfAborted()
      throw describe(url, error)
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.agents.values()].map((agent) => agent.destroy()))
  }

  private check({ protocol, hostname, origin }: URL): void {
    const refused = checkLiteralHost(hostname, this.allowPrivate)
    if (refused !== undefined) throw new ExternalFailure('address-refused', refused.message)
    // Clear text is for one's own network only.
    if (protocol !== 'https:' && !(protocol === 'http:' && this.allowPrivate))
      throw new ExternalFailure('address-refused', `${origin} is not called: a service needs https.`)
  }

  private agentFor(certificates: string | null): Agent {
    const id = certificates === null ? '' : createHash('sha256').update(certificates).digest('hex')
    const known = this.agents.get(id)
    if (known !== undefined) return known
    const agent = this.makeAgent(certificates)
    this.agents.set(id, agent)
    const [oldest] = this.agents
    if (this.agents.size > agentsMax && oldest !== undefined) {
      this.agents.delete(oldest[0])
      void oldest[1].close()
    }
    return agent
  }

  private makeAgent(certificates: string | null): Agent {
    return new Agent({
      allowH2: false,
      pipelining: 1,
      keepAliveTimeout: keepAliveMs,
      maxHeaderSize: headBytesMax,
      // Time is the caller's business: its signal covers connection, head and body together.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: {
        timeout: connectMs,
        lookup: guardedLookup({ allowPrivate: this.allowPrivate }),
        ...(certificates === null ? {} : { ca: [...rootCertificates, certificates] }),
      },
    })
  }
}

interface Answer extends Pick<Dispatcher.ResponseData, 'headers' | 'body'> {
  readonly bytesMax: number
}

async function readAnswer({ origin }: URL, { headers, body, bytesMax }: Answer): Promise<Buffer> {
  const tooLarge = () => new ExternalFailure('too-large', `${origin} answers with more than ${bytesMax} bytes.`)
  const { 'content-encoding': encoding, 'content-length': length } = headers
  const isEncoded = encoding !== undefined && encoding !== 'identity'
  if (isEncoded || Number(length ?? 0) > bytesMax) {
    body.on('error', () => {}).destroy()
    throw isEncoded
      ? new ExternalFailure('unreadable', `${origin} answers with an encoding that was not asked for.`)
      : tooLarge()
  }
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > bytesMax) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Codes only: a message of the client may repeat parts of what was sent or received. */
function describe({ origin }: URL, error: unknown): ExternalFailure {
  if (error instanceof ExternalFailure) return error
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'
  if (code === 'TOLLGATE_PRIVATE_ADDRESS')
    return new ExternalFailure(
      'address-refused',
      `${origin} is not on the public Internet, and private addresses are not allowed here.`,
    )
  // undici's parser names its errors, but does not always know their code.
  if (code.startsWith('HPE_') || (error instanceof Error && error.name === 'HTTPParserError'))
    return new ExternalFailure('unreadable', `${origin} does not answer in HTTP.`)
  return new ExternalFailure('unreachable', `${origin} cannot be reached, or broke off (${code}).`)
}
