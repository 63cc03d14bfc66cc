/** A remote of a Git repository as people name it: `github.com/acme/shop`. Never with a user, a password or a path of a machine. */

const lengthMax = 200
const segmentsMax = 12
const segmentPattern = /^[\w.~+%-]+$/
const hostPattern = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/
/** `git@github.com:acme/shop.git`, as ssh has it. */
const scpPattern = /^(?:[^\s/:@]{1,100}@)?([^\s/:@]{1,200}):(?!\/\/)(\S{1,500})$/
const schemes: ReadonlySet<string> = new Set(['http:', 'https:', 'ssh:', 'git:', 'git+ssh:', 'git+https:'])

/** null where it is no address of a server. */
export function repositoryName(remote: string): string | null {
  const place = placeOf(remote.trim())
  if (place === null) return null
  const host = place.host.toLowerCase()
  const segments = place.path.split('/').filter((segment) => segment !== '')
  const last = segments.pop()?.replace(/\.git$/i, '') ?? ''
  const path = [...segments, last]
  const isPath = path.length <= segmentsMax && path.every(isSegment)
  if (!hostPattern.test(host) || !isPath) return null
  const name = [host, ...path].join('/')
  return name.length > lengthMax ? null : name
}

function isSegment(segment: string): boolean {
  return segmentPattern.test(segment) && segment !== '.' && segment !== '..'
}

function placeOf(remote: string): { readonly host: string; readonly path: string } | null {
  const url = remote.includes('://') ? URL.parse(remote) : null
  if (url !== null) return schemes.has(url.protocol) ? { host: url.hostname, path: url.pathname } : null
  const [, host, path] = scpPattern.exec(remote) ?? []
  // One letter is a drive.
  return host === undefined || path === undefined || host.length === 1 ? null : { host, path }
}
