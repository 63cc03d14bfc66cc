import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { shipmentBytesMax, shipmentLinesMax } from '@tollgate/contract/usage-shipment'
import { readBytes } from './read-bytes.ts'

const unpack = promisify(gunzip)

/** The lines of a shipment (contract/src/usage-shipment.ts); undefined: it is none. What is packed is never unpacked beyond its bound. */
export async function readShipment(request: IncomingMessage): Promise<string[] | undefined> {
  const sent = await readBytes(request, shipmentBytesMax)
  if (sent === undefined) return undefined
  const plain = await plainOf(sent, request.headers['content-encoding'])
  const lines = plain
    ?.toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
  return lines === undefined || lines.length > shipmentLinesMax ? undefined : lines
}

async function plainOf(sent: Buffer, encoding: string | undefined): Promise<Buffer | undefined> {
  if (encoding === undefined) return sent
  if (encoding !== 'gzip') return undefined
  return await unpack(sent, { maxOutputLength: shipmentBytesMax }).catch(() => undefined)
}
