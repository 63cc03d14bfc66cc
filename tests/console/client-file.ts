import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { routes } from '@tollgate/control/http/routes'
import { z } from 'zod'
import { type Direction, typeOfSchema } from './type-of-schema.ts'

const root = join(import.meta.dirname, '..', '..')

/** Where the console keeps it. */
export const clientFile = join(root, 'packages/console/src/client/operations.ts')

/** As it is kept. */
export async function formattedClientText(): Promise<string> {
  const args = ['check', '--write', `--stdin-file-path=${clientFile}`]
  return execFileSync('biome', args, { input: await clientText(), encoding: 'utf8', cwd: root })
}

/** What the console knows of the REST API: each operation with its address and types, from the routes themselves. */
async function clientText(): Promise<string> {
  const { known, modules } = await contractSchemas()
  const used = new Set<string>()
  const typed = (schema: z.ZodType | undefined, direction: Direction) => {
    if (schema === undefined) return 'undefined'
    const text = typeOfSchema(schema, direction, known)
    for (const [, name] of text.matchAll(/typeof (\w+)/g)) if (name !== undefined) used.add(name)
    return text
  }
  const types = routes.map(({ operationId, params, query, body, answer, download }) => {
    const answered = download === undefined ? typed(answer, 'output') : 'string'
    const parts = [typed(params, 'input'), typed(query, 'input'), typed(body, 'input'), answered]
    const [forParams, forQuery, forBody, forAnswer] = parts
    return `  ${operationId}: { params: ${forParams}; query: ${forQuery}; body: ${forBody}; answer: ${forAnswer} }`
  })
  const addresses = routes.map(({ operationId, method, path }) => `  ${operationId}: ['${method}', '${path}'],`)
  const imports = [...modules].flatMap(([module, names]) => {
    const wanted = names.filter((name) => used.has(name)).sort()
    return wanted.length === 0 ? [] : [`import type { ${wanted.join(', ')} } from '${module}'`]
  })
  return [
    '// Long because it has every operation. Written by `node tests/console/write-client.ts` after a route has changed.',
    ...[...imports, "import type { z } from 'zod'"],
    '',
    '/** What each operation of the REST API takes and answers. */',
    ...['export interface Operations {', ...types, '}', ''],
    '/** Method, and address below `/api/v1`. */',
    ...[
      'export const operations = {',
      ...addresses,
      '} as const satisfies Record<keyof Operations, readonly [string, string]>',
      '',
    ],
  ].join('\n')
}

/** Every schema that the contract exports; where two modules export the same one, the first. */
async function contractSchemas() {
  const known = new Map<z.core.$ZodType, string>()
  const modules = new Map<string, string[]>()
  const names = new Set<string>()
  for (const module of contractModules()) {
    const exported = (await import(module)) as Record<string, unknown>
    for (const [name, value] of Object.entries(exported)) {
      if (!(value instanceof z.ZodType) || known.has(value) || names.has(name) || isSimple(value)) continue
      names.add(name)
      known.set(value, name)
      modules.set(module, [...(modules.get(module) ?? []), name])
    }
  }
  return { known, modules }
}

function isSimple(schema: z.ZodType): boolean {
  return ['string', 'number', 'boolean'].includes(schema.def.type)
}

function contractModules(): string[] {
  const folder = join(root, 'packages/contract/src')
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.includes('testing'))
    .map((path) => `@tollgate/contract/${path.slice(0, -'.ts'.length)}`)
    .sort()
}
