import { fitsPattern, fitsSome, isPattern } from '../../name-patterns/name-pattern.ts'

interface ModelLists {
  readonly allow?: readonly string[] | undefined
  readonly deny?: readonly string[] | undefined
  readonly aliases?: Readonly<Record<string, string>> | undefined
}

export interface ModelRules {
  /** The model that is used for the one that is asked for; undefined where it may not be used. */
  serve(asked: string): string | undefined
  /** Names that can be asked for, as far as the rules name them; patterns are among them. */
  readonly offered: readonly string[]
}

export function modelRules({ allow, deny = [], aliases = {} }: ModelLists): ModelRules {
  // A database does not keep the order of members, so it cannot decide which of several patterns counts.
  const patterns = Object.entries(aliases).sort(([a], [b]) => b.length - a.length || (a < b ? -1 : 1))
  const denied = deny.map(asProvidersRead)
  const mayServe = (model: string) =>
    (allow === undefined || fitsSome(model, allow)) && !fitsSome(asProvidersRead(model), denied)
  return {
    serve(asked) {
      const served = replaced(asked, aliases, patterns)
      return mayServe(served) ? served : undefined
    },
    offered: [...new Set([...(allow ?? []), ...Object.keys(aliases)])].filter(
      (name) => isPattern(name) || mayServe(replaced(name, aliases, patterns)),
    ),
  }
}

function replaced(
  asked: string,
  aliases: Readonly<Record<string, string>>,
  patterns: readonly (readonly [string, string])[],
): string {
  if (Object.hasOwn(aliases, asked)) return aliases[asked] ?? asked
  return patterns.find(([pattern]) => fitsPattern(asked, pattern))?.[1] ?? asked
}

/** Spelt otherwise, a model is not on a list of what is allowed, but it is still one that is denied. */
function asProvidersRead(model: string): string {
  return model.trim().toLowerCase()
}
