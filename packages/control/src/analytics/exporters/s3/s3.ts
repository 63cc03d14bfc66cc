import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { callTarget, type TargetWay } from '../call-target.ts'
import type { Chunk, Exporter, Outcome } from '../exporter.ts'
import { usageLine } from '../usage-line.ts'
import { encoded, signV4 } from './sign-v4.ts'

export interface S3Settings {
  /** Such as `https://s3.eu-central-1.amazonaws.com`, or of MinIO; the bucket is a part of the path. */
  readonly endpoint: string
  readonly region: string
  readonly bucket: string
  /** In front of every object's name, such as `tollgate/usage`. */
  readonly prefix: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly way: TargetWay
  now(): number
}

const compressed = promisify(gzip)

/**
 * An archive: gzip of JSON lines. An object's name is made from its first call alone, so that a repeat, which may have more calls behind the same
 * first one, overwrites what an unheard attempt has left.
 */
export function s3Exporter(settings: S3Settings): Exporter {
  return {
    chunkRecordsMax: 500,
    chunkBytesMax: 8_000_000,
    lingerMs: 60_000,
    encode: usageLine,
    send: (chunk, signal) => put(settings, chunk, signal),
    close: async () => undefined,
  }
}

/** `date=2026-11-23/hour=07/000000000000123.jsonl.gz`: date and hour (UTC) of the first call. */
export function objectName({ records }: Chunk): string {
  const [first] = records
  if (first === undefined) throw new Error('a chunk has a record')
  const [date = '', time = ''] = new Date(first.at).toISOString().split('T')
  return `date=${date}/hour=${time.slice(0, 2)}/${String(first.number).padStart(15, '0')}.jsonl.gz`
}

async function put(settings: S3Settings, chunk: Chunk, signal: AbortSignal): Promise<Outcome> {
  const { endpoint, bucket, prefix, way } = settings
  const path = [bucket, ...prefix.split('/'), ...objectName(chunk).split('/')].filter((part) => part !== '')
  const url = new URL(`${endpoint.replace(/\/+$/, '')}/${path.map(encoded).join('/')}`)
  const body = await compressed(`${chunk.records.map(({ text }) => text).join('\n')}\n`)
  const key = { ...settings, service: 's3' }
  const plain = { 'content-type': 'application/x-ndjson', 'content-length': String(body.length) }
  const headers = signV4({ method: 'PUT', url, headers: plain, body }, key, settings.now())
  const answer = await callTarget({ method: 'PUT', url: url.href, headers, body, way }, signal)
  if (!answer.isAnswered) return { kind: 'retry', reason: answer.reason }
  const { status, afterMs, text } = answer
  if (status >= 200 && status < 300) return { kind: 'acked' }
  const code = /<Code>([A-Za-z]{1,60})<\/Code>/.exec(text)?.[1]
  const reason = `${url.host} answered with the status ${status}${code === undefined ? '' : ` (${code})`}.`
  // A wrong clock is told with 403 too, and is mended without us.
  if ([301, 307, 400, 401, 403, 404].includes(status) && code !== 'RequestTimeTooSkewed' && code !== 'RequestTimeout')
    return { kind: 'stop', reason }
  return { kind: 'retry', reason, ...(afterMs === undefined ? {} : { afterMs }) }
}
