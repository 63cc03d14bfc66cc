import { type JsonObject, parseObject } from '../fake-provider/json-value.ts'
import { type CallAnswer, call } from './call.ts'

export type RestMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface RestAnswer {
  readonly status: number
  readonly headers: CallAnswer['headers']
  readonly body: JsonObject
  readonly text: string
}

export interface RestPlace {
  /** `https://localhost:9443` */
  readonly url: string
  /** The control plane's certificate, PEM. */
  readonly trusted: string
}

/** Somebody who calls the REST API: what says who it is goes with every call. */
export class RestClient {
  readonly place: RestPlace
  readonly #headers: Readonly<Record<string, string>>

  constructor(place: RestPlace, headers: Readonly<Record<string, string>> = {}) {
    this.place = place
    this.#headers = headers
  }

  /** The same control plane, called by somebody else. */
  as(headers: Readonly<Record<string, string>>): RestClient {
    return new RestClient(this.place, headers)
  }

  withToken(token: string): RestClient {
    return this.as({ authorization: `Bearer ${token}` })
  }

  /** `path` below `/api/v1`. */
  async call(
    method: RestMethod,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<RestAnswer> {
    const answer = await call(`${this.place.url}/api/v1${path}`, {
      method,
      trusted: this.place.trusted,
      headers: { ...this.#headers, ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: answer.status, headers: answer.headers, body: parseObject(answer.text), text: answer.text }
  }

  /** The answer's body; an error that shows the answer where the call was not done. */
  async done(method: RestMethod, path: string, body?: unknown): Promise<JsonObject> {
    const answer = await this.call(method, path, body)
    if (answer.status >= 200 && answer.status < 300) return answer.body
    throw new Error(`${method} ${path} was answered ${answer.status}: ${answer.text}`)
  }

  /** A text of the answer to a call that is done: `made('POST', '/plans', plan)` is the id of what was made. */
  async made(method: RestMethod, path: string, body?: unknown, field = 'id'): Promise<string> {
    return textAt(await this.done(method, path, body), field)
  }
}

export function textAt(body: JsonObject, field: string): string {
  const value = body[field]
  if (typeof value !== 'string') throw new Error(`there is no ${field} in ${JSON.stringify(body)}`)
  return value
}
