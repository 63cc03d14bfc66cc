export interface RequestParts {
  readonly port: number
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A POST as its bytes, made once and sent again and again. */
export function encodeRequest({ port, path, headers, body }: RequestParts): Buffer {
  const bytes = Buffer.from(body)
  const lines = [`POST ${path} HTTP/1.1`, `host: 127.0.0.1:${port}`]
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`)
  lines.push(`content-length: ${bytes.length}`, '', '')
  return Buffer.concat([Buffer.from(lines.join('\r\n'), 'latin1'), bytes])
}
