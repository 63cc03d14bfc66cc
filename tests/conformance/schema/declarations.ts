import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { tokenise } from './tokens.ts'

/**
 * The interfaces and type aliases of a library's `.d.ts` files, found without a compiler: their bodies stay tokens until somebody asks.
 * Just as much TypeScript as generated declarations use.
 */
export interface Declaration {
  /** With its namespaces, such as `Response.Moderation.Error`. */
  readonly name: string
  readonly file: string
  readonly scope: readonly string[]
  readonly kind: 'interface' | 'type'
  /** Of an interface what follows its name, of an alias what follows `=`. */
  readonly tokens: readonly string[]
}

interface Module {
  readonly declarations: ReadonlyMap<string, Declaration>
  /** `import * as Shared`: the file that it names. */
  readonly namespaces: ReadonlyMap<string, string>
  /** `import { Metadata }`: the file that has it. */
  readonly names: ReadonlyMap<string, string>
}

export class Declarations {
  private readonly modules = new Map<string, Module>()

  /** What `path` (`['Shared', 'Metadata']`) means where it is written. */
  find(path: readonly string[], from: { readonly file: string; readonly scope: readonly string[] }): Declaration {
    const module = this.module(from.file)
    for (let depth = from.scope.length; depth >= 0; depth--) {
      const found = module.declarations.get([...from.scope.slice(0, depth), ...path].join('.'))
      if (found !== undefined) return found
    }
    const [first = '', ...rest] = path
    const namespace = module.namespaces.get(first)
    if (namespace !== undefined) return this.find(rest, { file: namespace, scope: [] })
    const file = module.names.get(first)
    if (file !== undefined) return this.find(path, { file, scope: [] })
    throw new Error(`${path.join('.')} is not declared in ${from.file}`)
  }

  private module(file: string): Module {
    const known = this.modules.get(file)
    if (known !== undefined) return known
    const module = readModule(file)
    this.modules.set(file, module)
    return module
  }
}

function readModule(file: string): Module {
  const text = readFileSync(file, 'utf8')
  const declarations = new Map<string, Declaration>()
  collect(tokenise(text), { file, scope: [] }, declarations)
  const namespaces = new Map<string, string>()
  const names = new Map<string, string>()
  for (const [, what = '', from = ''] of text.matchAll(/^import (?:type )?(.+) from "(\..+)";$/gm)) {
    const target = resolve(dirname(file), from.replace(/\.js$/, '.d.ts'))
    const star = /^\* as (\w+)$/.exec(what)?.[1]
    if (star !== undefined) namespaces.set(star, target)
    else for (const [name] of what.matchAll(/\w+/g)) names.set(name, target)
  }
  return { declarations, namespaces, names }
}

type Context = Pick<Declaration, 'file' | 'scope'>

function collect(tokens: readonly string[], context: Context, into: Map<string, Declaration>): void {
  for (let at = 0; at < tokens.length; at++) {
    const kind = tokens[at]
    const name = tokens[at + 1] ?? ''
    if (kind === 'namespace') {
      const open = tokens.indexOf('{', at)
      const close = closing(tokens, open)
      collect(tokens.slice(open + 1, close), { ...context, scope: [...context.scope, name] }, into)
      at = close
    } else if (kind === 'interface' || kind === 'class') {
      const close = closing(tokens, tokens.indexOf('{', at))
      if (kind === 'interface') add({ kind, name, tokens: tokens.slice(at + 2, close + 1) }, context, into)
      at = close
    } else if (kind === 'type' && /^\w+$/.test(name) && tokens.indexOf('=', at) > 0) {
      const end = endOfStatement(tokens, at)
      add({ kind, name, tokens: tokens.slice(tokens.indexOf('=', at) + 1, end) }, context, into)
      at = end
    } else if (kind === '{') {
      // `export { … }` and the like.
      at = closing(tokens, at)
    }
  }
}

function add(found: Pick<Declaration, 'kind' | 'name' | 'tokens'>, context: Context, into: Map<string, Declaration>) {
  const name = [...context.scope, found.name].join('.')
  into.set(name, { ...found, name, file: context.file, scope: [...context.scope, found.name] })
}

const opening = new Set(['{', '(', '[', '<'])
const ending = new Set(['}', ')', ']', '>'])

function closing(tokens: readonly string[], open: number): number {
  let depth = 0
  for (let at = open; at < tokens.length; at++) {
    if (tokens[at] === '{') depth++
    if (tokens[at] === '}' && --depth === 0) return at
  }
  throw new Error('a brace is not closed')
}

function endOfStatement(tokens: readonly string[], start: number): number {
  let depth = 0
  for (let at = start; at < tokens.length; at++) {
    const token = tokens[at] ?? ''
    if (opening.has(token)) depth++
    else if (ending.has(token)) depth--
    else if (token === ';' && depth === 0) return at
  }
  return tokens.length
}
