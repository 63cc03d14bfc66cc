import { pages } from '../pages.ts'
import type { Problem } from '../problem.ts'
import type { Install } from './manifests.ts'

const gateway = 'packages/gateway'
const allowed = ['undici', 'zod', 'pino', '@redis/client', 're2js']

/** The data plane has at most these five dependencies; what it carries is what can break every call. */
export function gatewayDependencies(install: Install): Problem[] {
  const manifest = install.manifests.get(gateway)
  return Object.keys({ ...manifest?.dependencies, ...manifest?.optionalDependencies })
    .filter((name) => !name.startsWith('@tollgate/') && !allowed.includes(name))
    .map((name) => ({
      path: `${gateway}/package.json`,
      line: 1,
      message: `${name} is not one of the gateway's dependencies (${allowed.join(', ')})`,
      page: pages.dependencies,
    }))
}
