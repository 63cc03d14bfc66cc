import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:https'

export interface Sent {
  readonly method: string
  /** As it stands on the wire: nothing is encoded here. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** An object goes out as JSON, a text as it is. */
  readonly body?: unknown
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
  /** The answer as JSON; an empty object where it is none. */
  readonly json: Readonly<Record<string, unknown>>
}

/** HTTPS to one control plane, on connections that are kept. */
export class Client {
  readonly origin: string
  readonly #agent: Agent
  readonly #certificateFile: string

  constructor(origin: string, certificateFile: string) {
    this.origin = origin
    this.#certificateFile = certificateFile
    this.#agent = new Agent({ keepAlive: true, maxSockets: 8, ca: readFileSync(certificateFile) })
  }

  async send({ method, path, headers = {}, body }: Sent): Promise<Answer> {
    const { hostname, port } = new URL(this.origin)
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
    const bodyHeaders: Record<string, string | number> =
      text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
    const outgoing = request({
      ...{ hostname, port, method, path, agent: this.#agent },
      headers: { ...bodyHeaders, ...headers },
    })
    outgoing.end(text)
    const [response] = await once(outgoing, 'response')
    const chunks: Buffer[] = []
    for await (const chunk of response) chunks.push(chunk)
    const answered = Buffer.concat(chunks).toString()
    return { status: response.statusCode, headers: response.headers, text: answered, json: parsed(answered) }
  }

  /** Another client of the same control plane, with connections and a session of its own. */
  fresh(): Client {
    return new Client(this.origin, this.#certificateFile)
  }

  close(): void {
    this.#agent.destroy()
  }
}

export function bearer(token: string): { readonly authorization: string } {
  return { authorization: `Bearer ${token}` }
}

function parsed(text: string): Record<string, unknown> {
  if (!text.startsWith('{')) return {}
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
