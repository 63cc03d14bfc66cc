import type { EndpointRow } from '@tollgate/contract/snapshot'

// Some providers repeat the key that they refuse.

/** The body of an error without our credential in it. */
export function withoutCredential(bytes: Buffer, endpoint: EndpointRow | null): Buffer {
  const secret = credentialOf(endpoint)
  if (secret === undefined || !bytes.includes(secret)) return bytes
  return Buffer.from(bytes.toString('utf8').replaceAll(secret, '[removed]'))
}

/** Takes out headers that carry our credential. `headers`: names and values in turn. */
export function dropHeadersWithCredential(headers: string[], endpoint: EndpointRow | null): void {
  const secret = credentialOf(endpoint)
  if (secret === undefined) return
  for (let at = headers.length - 2; at >= 0; at -= 2) if (headers[at + 1]?.includes(secret)) headers.splice(at, 2)
}

function credentialOf(endpoint: EndpointRow | null): string | undefined {
  return endpoint?.credential?.value.replace(/^Bearer /, '')
}
