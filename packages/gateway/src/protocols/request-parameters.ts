import { isObject, type JsonObject } from './json-fields.ts'

/** Settings of a request under one name for all dialects: see the list of each in its `request-parameters.ts`. */
export interface RequestParameters {
  /** False where the dialect has no such setting, so that a provider would refuse it. */
  knows(name: string): boolean
  /** Every place at which a request says it; an older name of the same setting is one more. Empty where it says nothing, or null. */
  read(name: string): readonly ParameterPlace[]
  /** For a setting of which the request says nothing and that the dialect knows. */
  add(name: string, value: unknown): void
}

export interface ParameterPlace {
  readonly value: unknown
  replace(value: unknown): void
  remove(): void
}

/** Where a dialect has its settings: paths of member names, the preferred one first. A name that is not listed is a member at the top. */
export type ParameterPaths = ReadonlyMap<string, readonly ParameterPath[]>
export type ParameterPath = readonly [string, ...string[]]

/** A dialect's list: settings whose name is their place, and those that stand elsewhere. */
export function parameterPaths(
  names: readonly string[],
  elsewhere: Readonly<Record<string, readonly ParameterPath[]>>,
): ParameterPaths {
  const paths = new Map<string, readonly ParameterPath[]>(names.map((name) => [name, [[name]]]))
  for (const [name, places] of Object.entries(elsewhere)) paths.set(name, places)
  return paths
}

/** `updates`: objects inside the request that overrule its settings from where they stand on. */
export function requestParameters(
  json: JsonObject,
  paths: ParameterPaths,
  updates: () => readonly JsonObject[] = () => [],
): RequestParameters {
  const pathsOf = (name: string) => paths.get(name) ?? [[name] as const]
  return {
    knows: (name) => paths.has(name),
    read: (name) => [json, ...updates()].flatMap((holder) => pathsOf(name).flatMap((path) => readPlace(holder, path))),
    add(name, value) {
      const [path] = pathsOf(name)
      if (path !== undefined) write(json, path, value)
    },
  }
}

function readPlace(json: JsonObject, path: ParameterPath): ParameterPlace[] {
  const holder = path
    .slice(0, -1)
    .reduce<unknown>((value, key) => (isObject(value) ? own(value, key) : undefined), json)
  const key = path.at(-1) ?? path[0]
  const value = isObject(holder) ? own(holder, key) : undefined
  if (!isObject(holder) || value === undefined || value === null) return []
  return [
    {
      value,
      replace: (other) => {
        holder[key] = other
      },
      remove: () => {
        delete holder[key]
      },
    },
  ]
}

/** The way to the setting is made where the request has none. */
function write(json: JsonObject, path: ParameterPath, value: unknown): void {
  let holder = json
  for (const key of path.slice(0, -1)) {
    const next = own(holder, key)
    const made = isObject(next) ? next : {}
    holder[key] = made
    holder = made
  }
  holder[path.at(-1) ?? path[0]] = value
}

function own(json: JsonObject, key: string): unknown {
  return Object.hasOwn(json, key) ? json[key] : undefined
}
