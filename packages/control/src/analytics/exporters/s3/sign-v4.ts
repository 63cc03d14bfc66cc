import { createHash, createHmac } from 'node:crypto'

export interface SignedCall {
  readonly method: string
  readonly url: URL
  /** Beside host and those of the signature; lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface SigningKey {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly region: string
  readonly service: string
}

/** Headers of a call with AWS Signature Version 4. The path is signed as it stands in the URL: whoever makes it encodes it once (S3). */
export function signV4(
  { method, url, headers, body }: SignedCall,
  key: SigningKey,
  now: number,
): Record<string, string> {
  const time = new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, '')
  const date = time.slice(0, 8)
  const bodyHash = sha256(body)
  const all: Record<string, string> = {
    ...headers,
    host: url.host,
    'x-amz-content-sha256': bodyHash,
    'x-amz-date': time,
  }
  const names = Object.keys(all).sort()
  const signed = names.join(';')
  const lines = names.map((name) => `${name}:${(all[name] ?? '').trim().replace(/\s+/g, ' ')}\n`).join('')
  const canonical = [method, url.pathname, queryOf(url), lines, signed, bodyHash].join('\n')
  const scope = `${date}/${key.region}/${key.service}/aws4_request`
  const text = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n')
  const signingKey = [date, key.region, key.service, 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${key.secretAccessKey}`,
  )
  const signature = createHmac('sha256', signingKey).update(text).digest('hex')
  const credential = `Credential=${key.accessKeyId}/${scope}`
  return { ...all, authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${signed}, Signature=${signature}` }
}

function queryOf(url: URL): string {
  const pairs = [...url.searchParams].map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
  return pairs.sort().join('&')
}

/** As the signature wants it: RFC 3986, which leaves fewer signs alone than `encodeURIComponent`. */
export function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex')
}
