import type { IncomingMessage } from 'node:http'
import type { Logger } from 'pino'
import { type ControlAddress, requestControl } from './control-link.ts'
import { failureReason } from './failure-reason.ts'
import type { SnapshotHolder } from './holder.ts'
import { QuietWatch } from './quiet-watch.ts'
import { readLines } from './read-lines.ts'
import type { SnapshotReader } from './snapshot-reader.ts'

/** What it takes to follow a control plane. */
export interface FollowOptions {
  readonly control: ControlAddress
  readonly holder: SnapshotHolder
  readonly log: Logger
  readonly signal: AbortSignal
  readonly times?: Partial<FollowTimes>
}

/** Named in docs/reference/limits.md. */
export interface FollowTimes {
  /** Until something comes on a new connection. */
  readonly firstMs: number
  /** How long the stream may then say nothing. */
  readonly silenceMs: number
  readonly pollEveryMs: number
  /** While it polls: after which time it tries a stream again. */
  readonly streamAgainMs: number
}

/** How a connection ended. */
export interface FetchEnd {
  /** undefined: in good order. */
  readonly problem: string | undefined
  /** True where it stood open and brought nothing, as behind a proxy that holds streams back. */
  readonly isSilent: boolean
}

interface Fetch {
  readonly path: string
  readonly reader: SnapshotReader
  readonly firstMs: number
  readonly silenceMs: number
  readonly signal: AbortSignal
  /** Something came: the base, a change, or a sign of life. */
  onHeard?(): void
}

/** Reads the messages of one answer of the control plane and puts them in force as they come; it never throws. */
export async function fetchSnapshot(options: FollowOptions, fetch: Fetch): Promise<FetchEnd> {
  using watch = new QuietWatch(fetch.signal, fetch.firstMs)
  let response: IncomingMessage | undefined
  try {
    response = await requestControl(options.control, { method: 'GET', path: fetch.path, signal: watch.signal })
    if (response.statusCode !== 200) return { problem: statusProblem(response.statusCode), isSilent: false }
    const pieces = heard(response, () => {
      watch.heard(fetch.silenceMs)
      fetch.onHeard?.()
    })
    await readLines(pieces, (line) => takeLine(line, fetch.reader, options))
    return { problem: undefined, isSilent: false }
  } catch (error) {
    if (watch.quietForMs !== undefined) return { problem: `nothing came for ${watch.quietForMs} ms`, isSilent: true }
    return { problem: failureReason(error), isSilent: false }
  } finally {
    // Left in its middle it would hold its connection open.
    response?.destroy()
  }
}

async function* heard(response: IncomingMessage, onHeard: () => void): AsyncGenerator<string> {
  response.setEncoding('utf8')
  for await (const piece of response) {
    onHeard()
    yield String(piece)
  }
}

function takeLine(line: string, reader: SnapshotReader, { holder, log }: FollowOptions): void {
  if (!reader.takeLine(line)) return
  log.info({ version: holder.version }, 'configuration in force')
  if (holder.refused?.version === holder.version)
    log.error({ reason: holder.refused.reason }, 'this gateway cannot run an API as it is asked to')
}

function statusProblem(status: number | undefined): string {
  return status === 401
    ? 'the control plane answered 401: it does not know the token of this gateway, which may have been removed there'
    : `the control plane answered ${status}`
}
