import { get, type IncomingMessage } from 'node:http'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { snapshotMessageSchema } from '@tollgate/contract/snapshot'
import type { Logger } from 'pino'
import type { SnapshotHolder } from './holder.ts'

interface RemoteOptions {
  readonly url: string
  readonly token: string
  readonly holder: SnapshotHolder
  readonly log: Logger
  readonly signal: AbortSignal
  /** How long the stream may say nothing; preset 30 s. */
  readonly silenceMsMax?: number
}

/** The stream says something at least every ten seconds; three of them missed mean that nobody is there. */
const silenceMsPreset = 30_000
const retryMsMin = 100
const retryMsMax = 5_000

/**
 * Follows the control plane's snapshot stream for as long as the gateway lives. Away, slow or wrong, it never touches what is
 * in force: the gateway serves on with the last good version, says so, and asks again for a whole base.
 */
export async function followSnapshots(options: RemoteOptions): Promise<void> {
  let waitMs = retryMsMin
  while (!options.signal.aborted) {
    const versionBefore = options.holder.version
    const reason = await readStream(options)
    if (options.signal.aborted) return
    waitMs = options.holder.version !== versionBefore ? retryMsMin : Math.min(waitMs * 2, retryMsMax)
    options.log.warn(
      { reason, version: options.holder.version },
      'the control plane is away; serving on with the configuration in force',
    )
    await sleep(waitMs, undefined, { signal: options.signal }).catch(() => {})
  }
}

/** Reads one connection to its end and says why it ended. */
async function readStream(options: RemoteOptions): Promise<string> {
  let response: IncomingMessage | undefined
  try {
    response = await connect(options)
    if (response.statusCode !== 200) return `the control plane answered ${response.statusCode}`
    for await (const line of createInterface({ input: response })) {
      if (line !== '') takeLine(line, options)
    }
    return 'the stream ended'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    // Left in its middle it would break when nobody reads it any more, and end the process.
    response?.destroy()
  }
}

function takeLine(line: string, { holder, log }: RemoteOptions): void {
  const message = snapshotMessageSchema.parse(JSON.parse(line))
  if (holder.take(message)) log.info({ version: holder.version }, 'configuration in force')
}

function connect({ url, token, signal, silenceMsMax = silenceMsPreset }: RemoteOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` }
    const options = { headers, signal, timeout: silenceMsMax, agent: false }
    const silence = () => new Error(`nothing came for ${silenceMsMax} ms`)
    const request = get(`${url}/internal/v1/snapshot`, options, (response) => {
      // First, so that the reason reaches whoever reads the response.
      request.prependListener('timeout', () => response.destroy(silence()))
      resolve(response)
    })
    request.on('timeout', () => request.destroy(silence()))
    request.on('error', reject)
  })
}
