import { basePath } from './build-better-auth.ts'
import { deviceEndpoints } from './device-endpoints.ts'
import type { Endpoint } from './endpoint.ts'
import { oidcEndpoints } from './oidc-endpoints.ts'
import { passwordEndpoints } from './password-endpoints.ts'
import { sessionEndpoints } from './session-endpoints.ts'
import { twoFactorEndpoints } from './two-factor-endpoints.ts'

/** The allow-list. */
export const endpoints: readonly Endpoint[] = [
  ...passwordEndpoints,
  ...oidcEndpoints,
  ...twoFactorEndpoints,
  ...sessionEndpoints,
  ...deviceEndpoints,
].map((one) => ({ ...one, path: basePath + one.path }))

export interface Match {
  readonly endpoint: Endpoint
  readonly parameter: string
}

/** The path as it stands: no decoding, no trailing slash, no second spelling. */
export function findEndpoint(method: string, path: string): Match | undefined {
  for (const candidate of endpoints) {
    if (candidate.method !== method.toLowerCase()) continue
    if (candidate.path === path) return { endpoint: candidate, parameter: '' }
    const [before, after] = candidate.path.split(/\{\w+\}/)
    if (after === undefined || before === undefined || !path.startsWith(before)) continue
    const parameter = path.slice(before.length)
    if (/^[A-Za-z0-9_-]{1,64}$/.test(parameter)) return { endpoint: candidate, parameter }
  }
  return undefined
}
