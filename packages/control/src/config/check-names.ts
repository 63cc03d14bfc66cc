import type { ConfigFile } from '@tollgate/contract/config-file'
import type { ConfigProblem, FieldPath } from './problem.ts'

/** Every name is given once, and is one that can be printed: ids are made of names. */
export function checkNames(config: ConfigFile): ConfigProblem[] {
  const problems = [
    ...checkList(['providers'], 'provider', config.providers, 'name'),
    ...checkList(['plans'], 'plan', config.plans, 'name'),
    ...checkList(['applications'], 'application', config.applications, 'name'),
    ...checkList(['quotas'], 'quota', config.quotas, 'name'),
    ...checkList(['denyRules'], 'deny rule', config.denyRules, 'name'),
  ]
  for (const [index, api] of config.apis.entries()) {
    const path = ['apis', index]
    problems.push(...checkPrintable([...path, 'name'], api.name))
    problems.push(...checkList([...path, 'models'], 'model', api.models ?? [], 'id'))
    problems.push(...checkRepeats([...path, 'plans'], 'plan', api.plans))
  }
  for (const [index, application] of config.applications.entries()) {
    const path = ['applications', index]
    const owner = `of ${application.name}`
    problems.push(...checkList([...path, 'keys'], `key ${owner}`, application.keys, 'name'))
    const apis = application.subscriptions.map(({ api }) => api)
    problems.push(...checkRepeats([...path, 'subscriptions'], `subscription ${owner} to`, apis))
  }
  return [...problems, ...checkApiNames(config)]
}

function checkList<Field extends string>(
  path: FieldPath,
  kind: string,
  items: ReadonlyArray<Readonly<Record<Field, string>>>,
  field: Field,
): ConfigProblem[] {
  const names = items.map((item) => item[field])
  const unprintable = names.flatMap((name, index) => checkPrintable([...path, index, field], name))
  const repeats = checkRepeats(path, kind, names)
  return [...unprintable, ...repeats.map((problem) => ({ ...problem, path: [...problem.path, field] }))]
}

function checkRepeats(path: FieldPath, kind: string, names: readonly string[]): ConfigProblem[] {
  const seen = new Set<string>()
  return names.flatMap((name, index) => {
    const isNew = !seen.has(name)
    seen.add(name)
    if (isNew) return []
    return [{ path: [...path, index], message: `the ${kind} "${name}" is there twice; rename one or take it out` }]
  })
}

function checkPrintable(path: FieldPath, name: string): ConfigProblem[] {
  if (!/\p{Cc}/u.test(name)) return []
  return [{ path, message: 'has a line break or another control character in it; take it out' }]
}

/** An API may have several versions; what is named twice is the two together. */
function checkApiNames({ apis }: ConfigFile): ConfigProblem[] {
  const names = apis.map(({ name, version }) => `${name}/${version}`)
  return checkRepeats(['apis'], 'API', names).map((problem) => ({ ...problem, path: [...problem.path, 'name'] }))
}
