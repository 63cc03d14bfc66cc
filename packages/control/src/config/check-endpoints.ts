import type { ConfigFile } from '@tollgate/contract/config-file'
import { endpointUrlProblem } from './endpoint-url.ts'
import type { ConfigProblem } from './problem.ts'
import { reservedHeaderProblem } from './reserved-header.ts'
import { endpointsOf } from './resolve-secrets.ts'

export function checkEndpoints(config: ConfigFile, allowPrivate: boolean): ConfigProblem[] {
  const problems: ConfigProblem[] = []
  for (const [path, endpoint] of endpointsOf(config)) {
    const problem = endpointUrlProblem(endpoint.url, allowPrivate)
    if (problem !== undefined) problems.push({ path: [...path, 'url'], message: problem })
    if (endpoint.header !== undefined && endpoint.credential === undefined)
      problems.push({
        path: [...path, 'header'],
        message: 'names a header but there is no `credential` to carry; add one',
      })
    if (endpoint.demoWhenUnset && endpoint.credential === undefined)
      problems.push({
        path: [...path, 'demoWhenUnset'],
        message: 'needs a `credential` beside it that can be unset, such as { env: OPENAI_API_KEY }',
      })
    problems.push(...checkHeader(endpoint.header, [...path, 'header']))
  }
  for (const [index, api] of config.apis.entries())
    problems.push(...checkHeader(api.keyHeader, ['apis', index, 'keyHeader']))
  return problems
}

function checkHeader(header: string | undefined, path: Array<string | number>): ConfigProblem[] {
  const message = header === undefined ? undefined : reservedHeaderProblem(header)
  return message === undefined ? [] : [{ path, message }]
}
