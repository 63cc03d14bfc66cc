import manifest from '../../package.json' with { type: 'json' }
import type { CommandContext } from '../command-context.ts'
import { CommandFailure } from '../command-failure.ts'
import { type Connection, findConnection } from './connection.ts'
import { connectionFailure } from './connection-failure.ts'
import { refusedAnswer } from './refused-answer.ts'
import { send } from './send.ts'

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below `/api/v1`, its parts encoded already. */
  readonly path: string
  /** A list is a parameter that is given several times. */
  readonly query?: Readonly<Record<string, string | readonly string[]>>
  readonly body?: unknown
  readonly timeoutMs?: number
}

/** The REST API of one Tollgate. What it refuses, and what keeps us from asking it, is thrown as a sentence. */
export interface ApiClient {
  readonly connection: Connection
  /** The JSON of the answer; null where there is none. */
  call(request: ApiRequest): Promise<unknown>
  /** The answer as it stands: a file. */
  text(request: ApiRequest): Promise<string>
}

export function connectApi(context: CommandContext): ApiClient {
  return apiClient(context, findConnection(context))
}

export function apiClient({ dataFolder }: Pick<CommandContext, 'dataFolder'>, connection: Connection): ApiClient {
  const text = async ({ method, path, query, body, timeoutMs }: ApiRequest): Promise<string> => {
    const url = new URL(`/api/v1${path}`, connection.url)
    for (const [name, values] of Object.entries(query ?? {}))
      for (const value of [values].flat()) url.searchParams.append(name, value)
    const answer = await send({
      method,
      url,
      trust: connection.trust,
      headers: {
        authorization: `Bearer ${connection.token}`,
        accept: 'application/json',
        'user-agent': `tollgate-cli/${manifest.version}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    }).catch((error: unknown) => {
      throw connectionFailure(error, connection)
    })
    if (answer.status < 200 || answer.status > 299) throw refusedAnswer(answer, { ...connection, dataFolder })
    return answer.text
  }
  const call = async (request: ApiRequest): Promise<unknown> => {
    const answer = await text(request)
    return answer === '' ? null : parse(answer, connection)
  }
  return { connection, call, text }
}

function parse(text: string, { url }: Connection): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new CommandFailure(`${url} does not answer as a Tollgate does: is it the port of the console (9443)?`)
  }
}
