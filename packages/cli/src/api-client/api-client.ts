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
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly timeoutMs?: number
}

/** The REST API of one Tollgate. What it refuses, and what keeps us from asking it, is thrown as a sentence. */
export interface ApiClient {
  readonly connection: Connection
  /** The JSON of the answer; null where there is none. */
  call(request: ApiRequest): Promise<unknown>
}

export function connectApi(context: CommandContext): ApiClient {
  return apiClient(context, findConnection(context))
}

export function apiClient({ dataFolder }: Pick<CommandContext, 'dataFolder'>, connection: Connection): ApiClient {
  return {
    connection,
    async call({ method, path, query, body, timeoutMs }) {
      const url = new URL(`/api/v1${path}`, connection.url)
      for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value)
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
      return answer.text === '' ? null : parse(answer.text, connection)
    },
  }
}

function parse(text: string, { url }: Connection): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new CommandFailure(`${url} does not answer as a Tollgate does: is it the port of the console (9443)?`)
  }
}
