import { applicators, every } from './applicators.ts'
import { assertions, type Keyword } from './assertions.ts'
import { type Check, isRecord, JsonSchemaError, member, type Place, type Run, unusable } from './check.ts'

export interface JsonSchema {
  /** As JSON, for threads. */
  readonly source: string
  /** Throws where that would take too long, or the value is nested too deep. One budget may be shared by several values. */
  isValid(value: unknown, budget?: Run): boolean
  budget(): Run
}

/** How many schemas one value may be held against: `$ref` and `allOf` can multiply. */
const stepsMax = 500_000
/** How many schemas may stand inside one another for one value; a `$ref` to itself would never end. */
const depthMax = 1_000
/** The same of the schema as it is written, references followed. */
const nestingMax = 200

const keywords: ReadonlyMap<string, Keyword> = new Map([...applicators, ...assertions])
/** Say nothing about a value. `format` is one of them in 2020-12. What others read themselves is here too. */
const annotations: ReadonlySet<string> = new Set([
  ...['$schema', '$comment', '$defs', '$anchor', '$vocabulary', 'definitions', 'title', 'description', 'default'],
  ...['example', 'examples', 'deprecated', 'readOnly', 'writeOnly', 'format'],
  ...['contentEncoding', 'contentMediaType', 'contentSchema', 'then', 'else', 'minContains', 'maxContains'],
])

/**
 * Compiles a schema, or the JSON of one, of JSON Schema 2020-12, or of the drafts 4, 6 and 7. Throws a `JsonSchemaError` whose message says what cannot be
 * used and where: what is not understood is refused, since a guardrail that overlooks a keyword lets through what it should stop.
 */
export function compileJsonSchema(schema: unknown): JsonSchema {
  const root = typeof schema === 'string' ? parse(schema) : schema
  const check = new SchemaCompiler(root).compile(root, '#')
  const budget = () => ({ stepsLeft: stepsMax, depth: 0 })
  const source = typeof schema === 'string' ? schema : JSON.stringify(schema)
  return Object.freeze({ source, budget, isValid: (value: unknown, run: Run = budget()) => check(value, run) })
}

/** What is wrong with a schema, for the check when it is saved. */
export function jsonSchemaProblem(schema: unknown): string | undefined {
  try {
    compileJsonSchema(schema)
    return undefined
  } catch (error) {
    if (error instanceof JsonSchemaError) return error.message
    throw error
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new JsonSchemaError('the JSON schema cannot be used: it is a text that is not JSON', { cause: error })
  }
}

class SchemaCompiler {
  private readonly root: unknown
  private open = 0
  private readonly references = new Map<string, { check: Check | undefined }>()

  constructor(root: unknown) {
    this.root = root
  }

  compile(schema: unknown, at: string): Check {
    if (typeof schema === 'boolean') return () => schema
    if (!isRecord(schema)) throw unusable(at, 'a schema must be an object, true or false')
    if (this.open === nestingMax)
      throw unusable(`${at.slice(0, 40)}…`, `more than ${nestingMax} schemas stand inside one another`)
    this.open++
    const checks = Object.entries(schema).flatMap(
      ([keyword, value]) => this.compileKeyword(schema, at, keyword, value) ?? [],
    )
    this.open--
    return bounded(every(checks))
  }

  private compileKeyword(
    schema: Readonly<Record<string, unknown>>,
    at: string,
    keyword: string,
    value: unknown,
  ): Check | undefined {
    const compileWith = keywords.get(keyword)
    if (compileWith !== undefined) return compileWith(this.placeOf(schema, at), value)
    const isName = (keyword === '$id' || keyword === 'id') && at === '#'
    if (annotations.has(keyword) || keyword.startsWith('x-') || isName) return undefined
    throw unusable(at, `the keyword \`${keyword}\` is not supported`)
  }

  private placeOf(schema: Readonly<Record<string, unknown>>, at: string): Place {
    return {
      schema,
      at,
      compile: (inner, below) => this.compile(inner, `${at}/${below}`),
      resolve: (reference) => this.resolve(reference, at),
    }
  }

  /** Compiled once, and after the schema that refers to it, so that it may refer back. */
  private resolve(reference: string, at: string): Check {
    const known = this.references.get(reference)
    if (known !== undefined) return (value, run) => known.check?.(value, run) ?? false
    const target: { check: Check | undefined } = { check: undefined }
    this.references.set(reference, target)
    target.check = this.compile(this.find(reference, at), reference)
    return (value, run) => target.check?.(value, run) ?? false
  }

  private find(reference: string, at: string): unknown {
    if (reference !== '#' && !reference.startsWith('#/'))
      throw unusable(
        at,
        `\`$ref\` must point into the schema itself, such as \`#/$defs/name\`, and not to \`${reference}\``,
      )
    let found = this.root
    for (const step of reference.split('/').slice(1)) {
      const name = decodeStep(step)
      found =
        isRecord(found) || Array.isArray(found) ? member(found as Readonly<Record<string, unknown>>, name) : undefined
    }
    if (found === undefined) throw unusable(at, `\`$ref\` points to \`${reference}\`, where nothing is`)
    return found
  }
}

/** RFC 6901 in a URI fragment. */
function decodeStep(step: string): string {
  const text = step.isWellFormed() && /^(?:[^%]|%[0-9a-fA-F]{2})*$/.test(step) ? decodeURIComponent(step) : step
  return text.replaceAll('~1', '/').replaceAll('~0', '~')
}

function bounded(check: Check): Check {
  return (value, run) => {
    run.stepsLeft--
    run.depth++
    if (run.stepsLeft < 0) throw new Error(`a value was held against more than ${stepsMax} schemas`)
    if (run.depth > depthMax) throw new Error(`more than ${depthMax} schemas stand inside one another`)
    const isValid = check(value, run)
    run.depth--
    return isValid
  }
}
