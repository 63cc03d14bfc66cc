export const sessionCookie = '__Host-tollgate'

/** Cookies of the steps on the way to a session: `__Host-tollgate.state`, `__Host-tollgate.two_factor`. */
const stepPrefix = `${sessionCookie}.`

/** Value of the session cookie as the browser sent it. Two of them: somebody else's was planted beside it, and neither counts. */
export function sentSessionCookie(headers: Headers): string | undefined {
  const [value, ...more] = pairs(headers)
    .filter(([name]) => name === sessionCookie)
    .map(([, sent]) => sent)
  return more.length === 0 && value ? value : undefined
}

export function stepCookies(headers: Headers): string[] {
  return pairs(headers)
    .filter(([name]) => name.startsWith(stepPrefix))
    .map(([name, value]) => `${name}=${value}`)
}

function pairs(headers: Headers): [string, string][] {
  return (headers.get('cookie') ?? '').split(';').map((part) => {
    const [name = '', ...value] = part.split('=')
    return [name.trim(), value.join('=').trim()]
  })
}
