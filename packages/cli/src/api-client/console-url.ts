import { misuse } from '../command-failure.ts'

/** An address of a control plane as people give it, reduced to its origin. Tokens travel there: nothing but https will do. */
export function readConsoleUrl(text: string, from: string): string {
  const url = URL.parse(text)
  if (url === null || url.hostname === '' || !/^https?:$/.test(url.protocol))
    throw misuse(`${from} is "${text}", which is no address: it looks like https://tollgate.example.com:9443.`)
  if (url.protocol === 'http:') throw misuse(`${from} is "${text}": a token goes over https only, so write https://.`)
  if (url.username !== '' || url.password !== '')
    throw misuse(`${from} may not have a user or a password in it: the token travels in a header.`)
  return url.origin
}
