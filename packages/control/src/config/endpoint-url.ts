import { isLocalName } from '@tollgate/contract/private-address'

/** The URL as it is kept: nothing around it, no slash at the end. */
export function cleanEndpointUrl(text: string): string {
  const url = new URL(text.trim())
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}

/** The address that calls go to: no slash at the end, `/v1` where the URL has no path. */
export function normaliseEndpointUrl(text: string): string {
  const url = cleanEndpointUrl(text)
  return url === new URL(url).origin ? `${url}/v1` : url
}

/** What is wrong with an endpoint's URL, as a sentence that never repeats a password; undefined: nothing. */
export function endpointUrlProblem(text: string, allowPrivate: boolean): string | undefined {
  const url = URL.parse(text.trim())
  if (url === null) return 'is no address that can be read; write it whole, such as https://api.openai.com'
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return `starts with ${url.protocol}//; only https:// and http:// can be called`
  if (url.username !== '' || url.password !== '')
    return 'has a user name or password in it; take it out and use `credential` instead'
  if (url.search !== '') return 'has a query (?…); take it out'
  if (url.hash !== '') return 'has a fragment (#…); take it out'
  if (!allowPrivate && isLocalName(url.hostname))
    return `reaches ${url.hostname}, a private address; set TOLLGATE_ALLOW_PRIVATE_UPSTREAMS=1 if it is meant, or use a public one`
  return undefined
}
