/** What may not stand in a name or a value: whoever could write it there could write a request of their own. */
const notInName = /[^!#$%&'*+\-.^_`|~0-9A-Za-z]/
const notInValue = /[^\t -~\x80-\xff]/
const notInTarget = /[^!-~]/

export interface RequestStart {
  readonly method: string
  /** Path and query. */
  readonly target: string
  readonly host: string
  /** Names and values in turn, without framing. */
  readonly headers: readonly string[]
  /** null: in chunks, because nobody knows its length; undefined: there is no body and none is announced. */
  readonly length: number | null | undefined
}

/** The head of a request, for `latin1`. Throws where a part of it would become something else on the wire. */
export function requestHead({ method, target, host, headers, length }: RequestStart): string {
  if (notInName.test(method) || notInTarget.test(target)) throw new Error('the request line would be another one')
  let text = `${method} ${target} HTTP/1.1\r\nhost: ${host}\r\nconnection: keep-alive\r\n`
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const [name = '', value = ''] = [headers[at], headers[at + 1]]
    if (name === '' || notInName.test(name) || notInValue.test(value))
      throw new Error(`the header ${JSON.stringify(name.slice(0, 100))} cannot be sent`)
    text += `${name}: ${value}\r\n`
  }
  if (length === null) return `${text}transfer-encoding: chunked\r\n\r\n`
  return length === undefined ? `${text}\r\n` : `${text}content-length: ${length}\r\n\r\n`
}
