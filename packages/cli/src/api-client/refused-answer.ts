import { CommandFailure } from '../command-failure.ts'
import { printable } from '../terminal/printable.ts'
import { type Connection, localTokenPath } from './connection.ts'
import { at, textOf } from './json.ts'
import type { HttpAnswer } from './send.ts'

/** A refusal of the REST API, as people read it. The status stays, for those who expect one. */
export class RefusedAnswer extends CommandFailure {
  readonly status: number

  constructor(message: string, status: number) {
    super(message)
    this.status = status
  }
}

/** An answer that is no success, as one sentence: what the server says, or what to do about the token. */
export function refusedAnswer(
  answer: HttpAnswer,
  connection: Connection & { readonly dataFolder: string },
): RefusedAnswer {
  return new RefusedAnswer(sentence(answer, connection), answer.status)
}

function sentence({ status, text }: HttpAnswer, connection: Connection & { readonly dataFolder: string }): string {
  if (status === 401) return notAccepted(connection)
  const problem = parse(text)
  const detail = textOf(at(problem, 'detail'))
  if (detail === null)
    return `${connection.url} does not answer as a Tollgate does (status ${status}): is it the port of the console (9443)?`
  const said = printable(detail, 4000)
  const requestId = textOf(at(problem, 'requestId'))
  return status >= 500 && requestId !== null ? `${said} (Request id: ${printable(requestId, 100)}.)` : said
}

function notAccepted({ url, source, dataFolder }: Connection & { readonly dataFolder: string }): string {
  switch (source) {
    case 'environment':
      return `${url} does not accept TOLLGATE_TOKEN: make another one with npx tollgate tokens create, or in the console.`
    case 'log-in':
      return `Your log-in to ${url} has ended: log in again with npx tollgate login --url ${url}.`
    case 'this-machine':
      return `${url} does not accept the token of ${localTokenPath(dataFolder)}: is it another Tollgate? TOLLGATE_HOME names the folder of yours.`
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
