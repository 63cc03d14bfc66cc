/** Sentences about a provider that did not answer as it should: what happened, and what to do. */

const messageLengthMax = 200

export function privateProblem({ hostname }: URL): string {
  return `${hostname} is not on the public Internet, and private addresses are not allowed here: set TOLLGATE_ALLOW_PRIVATE_UPSTREAMS=1 if it is meant.`
}

/** `code` of a Node error, or TIMEOUT. */
export function failureProblem(url: URL, code: string): string {
  switch (code) {
    case 'TIMEOUT':
    case 'ETIMEDOUT':
      return `${url.host} did not answer in time: check the address, and whether a firewall is in between.`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_FAIL':
    case 'ENODATA':
      return `The name ${url.hostname} cannot be resolved: check how it is written.`
    case 'ECONNREFUSED':
      return `${url.host} refuses connections: check the port, and whether anything runs there.`
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `There is no way to ${url.host} from this machine: check its network.`
    case 'ECONNRESET':
    case 'EPIPE':
      return `${url.host} closed the connection without an answer: check the port, and http:// against https://.`
    default:
      return certificateProblem(url, code) ?? `${url.host} could not be called${code === '' ? '' : ` (${code})`}.`
  }
}

function certificateProblem({ host, hostname }: URL, code: string): string | undefined {
  switch (code) {
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return `The certificate of ${host} is from nobody that is known here: give its issuer's in trustedCertificates.`
    case 'CERT_HAS_EXPIRED':
      return `The certificate of ${host} has expired: it has to be renewed there.`
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `The certificate of ${host} is not made for the name ${hostname}: check the address.`
    default:
      if (code.startsWith('HPE_')) return `${host} does not speak HTTP: check the port.`
      if (code === 'EPROTO' || code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS'))
        return `No TLS connection to ${host} came about: check the port, and https:// against http://.`
      return undefined
  }
}

/** What a status means; with what the provider says about it, but never with the secret. */
export function answerProblem(
  url: URL,
  { status, json, secret }: { status: number; json: unknown; secret: string | undefined },
): string {
  const said = messageOf(json)
  const clean = said === undefined ? '' : cleanMessage(said, secret)
  return `${statusProblem(url, status)}${clean === '' ? '' : ` It says: "${clean}"`}`
}

function statusProblem({ host, pathname }: URL, status: number): string {
  if (status >= 200 && status < 300)
    return `${host} answers, but not with a list of models: check the path of the URL (${pathname}).`
  if (status >= 300 && status < 400) return `${host} redirects, which is not followed: give the address it leads to.`
  if (status === 401) return `${host} refuses the credential (401): check the secret.`
  if (status === 403) return `${host} does not allow this with the credential (403): check what the key may do.`
  if (status === 404) return `${host} has nothing at ${pathname} (404): check the path of the URL.`
  if (status === 429)
    return `${host} takes no more calls with this credential now (429): check its limits and its bill.`
  if (status >= 500) return `${host} has a problem of its own (${status}): try again later.`
  return `${host} answers ${status}.`
}

/** `error.message` as most providers have it, or `message`. */
function messageOf(json: unknown): string | undefined {
  if (typeof json !== 'object' || json === null) return undefined
  const { error, message } = json as { error?: unknown; message?: unknown }
  const inner = typeof error === 'object' && error !== null ? (error as { message?: unknown }).message : error
  if (typeof inner === 'string') return inner
  return typeof message === 'string' ? message : undefined
}

/** One short line. Providers like to repeat a key they refuse, whole or its ends: such words go. */
function cleanMessage(text: string, secret: string | undefined): string {
  const words = text
    .slice(0, 10_000)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .split(/\s+/)
    .filter((word) => word !== '')
  const clean = words.map((word) => (showsSecret(word, secret) ? '[removed]' : word)).join(' ')
  return clean.length > messageLengthMax ? `${clean.slice(0, messageLengthMax)}…` : clean
}

export function showsSecret(word: string, secret: string | undefined): boolean {
  if (secret === undefined) return false
  if (secret.length < 8) return word.includes(secret)
  return word.includes(secret.slice(0, 6)) || word.includes(secret.slice(-4))
}
