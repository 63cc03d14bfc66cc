import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { type ShipmentAnswer, shipmentAnswerSchema, shipmentType } from '@tollgate/contract/usage-shipment'
import { type ControlAddress, readShort, requestControl } from '../../config/control-link.ts'
import { QuietWatch } from '../../config/quiet-watch.ts'

/** What became of a batch. */
export type Sent =
  | { readonly kind: 'taken'; readonly answer: ShipmentAnswer }
  /** It answers, but does not take it. */
  | { readonly kind: 'refused'; readonly status: number }
  /** It is away, as the follower of its changes says. */
  | { readonly kind: 'away' }

/** All lines of a batch are kept once this says so. */
const answerMsMax = 30_000
const compress = promisify(gzip)
const newline = Buffer.from('\n')

/** Hands lines to the control plane; resolves with what it says. */
export async function sendBatch(control: ControlAddress, lines: readonly Buffer[], signal: AbortSignal): Promise<Sent> {
  using watch = new QuietWatch(signal, answerMsMax)
  try {
    const content = await contentOf(control, lines)
    const call = { method: 'POST', path: '/internal/v1/usage', content, signal: watch.signal } as const
    const response = await requestControl(control, call)
    const status = response.statusCode ?? 0
    if (status !== 200) {
      response.destroy()
      return { kind: 'refused', status }
    }
    return { kind: 'taken', answer: shipmentAnswerSchema.parse(JSON.parse(await readShort(response))) }
  } catch {
    return { kind: 'away' }
  }
}

/** On this machine the way is short, and packing would cost more than it saves. */
async function contentOf(control: ControlAddress, lines: readonly Buffer[]) {
  const plain = Buffer.concat(lines.flatMap((line) => [line, newline]))
  const headers = { 'content-type': shipmentType }
  if (!control.url.startsWith('https:')) return { bytes: plain, headers }
  return { bytes: await compress(plain, { level: 1 }), headers: { ...headers, 'content-encoding': 'gzip' } }
}
