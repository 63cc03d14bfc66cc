import { crc32 } from 'node:zlib'

const sealPattern = /,"crc":"([0-9a-f]{8})"\}$/
const sealBytes = ',"crc":"00000000"}'.length

/** A JSON object with a checksum of the text before it as its last field, so that a damaged line is known for one. */
export function sealed(json: string): string {
  const text = json.slice(0, -1)
  return `${text},"crc":"${checksumOf(text)}"}`
}

/** What a line says, or undefined where it is damaged. Lines of versions that wrote no checksum are believed if they are JSON. */
export function unsealed(line: string): object | undefined {
  const seal = sealPattern.exec(line)
  if (seal !== null && checksumOf(line.slice(0, seal.index)) !== seal[1]) return undefined
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

/** Whether a line has its checksum, and it is right: then it is whole. */
export function hasSeal(line: string): boolean {
  return sealPattern.test(line) && unsealed(line) !== undefined
}

/** As `unsealed`, of the bytes of a line and without reading the record where its checksum is right: for whoever passes lines on. */
export function isWhole(line: Buffer): boolean {
  const end = line.length - sealBytes
  const seal = line.toString('latin1', Math.max(0, end))
  const checksum = sealPattern.exec(seal)?.[1]
  if (checksum !== undefined && end > 0) return checksumOf(line.subarray(0, end)) === checksum
  return unsealed(line.toString('utf8')) !== undefined
}

function checksumOf(text: string | Buffer): string {
  return crc32(text).toString(16).padStart(8, '0')
}
