import type { RequestView } from '../../protocols/protocol.ts'
import type { ParameterPlace } from '../../protocols/request-parameters.ts'
import { efforts, type ParameterRule, type RequestLimitsConfig } from './schema.ts'

/** What a limit does to a request: it is kept, it was brought about by a change, or the reason why it is not. */
export type Outcome = 'kept' | 'changed' | { readonly reason: string }

export interface Limit {
  /** For the record of the call. */
  readonly name: string
  check(view: RequestView): Outcome
}

const valueLengthShown = 50

export function limitsOf(config: RequestLimitsConfig): readonly Limit[] {
  const { outputTokens, reasoningEffort, toolsMax, parameters = [] } = config
  return [
    ...(outputTokens === undefined ? [] : [limitOutput(outputTokens)]),
    ...(reasoningEffort === undefined ? [] : [limitEffort(reasoningEffort)]),
    ...(toolsMax === undefined ? [] : [limitTools(toolsMax)]),
    ...parameters.map(limitParameter),
  ]
}

function limitOutput({ max, otherwise }: NonNullable<RequestLimitsConfig['outputTokens']>): Limit {
  return limit('output-tokens', 'max_output_tokens', {
    isFine: (value) => typeof value === 'number' && value <= max,
    correct: otherwise === 'cap' ? (place) => place.replace(max) : undefined,
    preset: max,
    reason: (value) => `it asks for ${value} output tokens, and ${max} are allowed`,
  })
}

function limitEffort({ allowed, otherwise, preset }: NonNullable<RequestLimitsConfig['reasoningEffort']>): Limit {
  return limit('reasoning-effort', 'reasoning_effort', {
    isFine: (value) => allowed.some((effort) => effort === value),
    correct: otherwise === 'cap' ? (place) => place.replace(nearestEffort(place.value, allowed)) : undefined,
    preset,
    reason: (value) => `it asks for the reasoning effort ${value}, and ${list(allowed)} may be asked for`,
  })
}

/** The next lower one that is allowed, or the lowest; one that nobody knows is taken for more than all others. */
function nearestEffort(asked: unknown, allowed: readonly (typeof efforts)[number][]): string | undefined {
  const known = (efforts as readonly unknown[]).indexOf(asked)
  const most = known < 0 ? efforts.length : known
  const inOrder = efforts.filter((effort) => allowed.includes(effort))
  return inOrder.findLast((effort) => efforts.indexOf(effort) <= most) ?? inOrder[0]
}

function limitTools(max: number): Limit {
  return {
    name: 'tools',
    check(view) {
      const count = view.tools.names().length
      return count <= max ? 'kept' : { reason: `it brings ${count} tools, and ${max} are allowed` }
    },
  }
}

function limitParameter(rule: ParameterRule): Limit {
  const { name, value, allowed, min, max, forbidden, otherwise } = rule
  const isInRange = (number: unknown) =>
    typeof number === 'number' && number >= (min ?? -Infinity) && number <= (max ?? Infinity)
  const correct = (place: ParameterPlace) => {
    if (value !== undefined) place.replace(value)
    else if ((min ?? max) !== undefined && typeof place.value === 'number')
      place.replace(Math.min(Math.max(place.value, min ?? -Infinity), max ?? Infinity))
    else place.remove()
  }
  const isFine = (given: unknown) => {
    if (value !== undefined) return given === value
    if (allowed !== undefined) return allowed.some((one) => one === given)
    return forbidden !== true && isInRange(given)
  }
  return limit(name, name, {
    isFine,
    correct: otherwise === 'set' ? correct : undefined,
    preset: value,
    reason: (given) => `it sets ${name} to ${given}, and ${describe(rule)}`,
  })
}

interface Rule {
  isFine(value: unknown): boolean
  /** undefined: the call is refused. */
  readonly correct: ((place: ParameterPlace) => void) | undefined
  /** For a call that says nothing. */
  readonly preset: unknown
  reason(shown: string): string
}

function limit(name: string, parameter: string, { isFine, correct, preset, reason }: Rule): Limit {
  return {
    name,
    check({ parameters }) {
      const places = parameters.read(parameter)
      if (places.length === 0) {
        if (preset === undefined || !parameters.knows(parameter)) return 'kept'
        parameters.add(parameter, preset)
        return 'changed'
      }
      const wrong = places.filter(({ value }) => !isFine(value))
      const [first] = wrong
      if (first === undefined) return 'kept'
      if (correct === undefined) return { reason: reason(shown(first.value)) }
      for (const place of wrong) correct(place)
      return 'changed'
    },
  }
}

function describe({ value, allowed, min, max, forbidden }: ParameterRule): string {
  if (forbidden === true) return 'it may not be set'
  if (value !== undefined) return `it must be ${JSON.stringify(value)}`
  if (allowed !== undefined) return `it must be ${list(allowed.map((one) => JSON.stringify(one)))}`
  if (min !== undefined && max !== undefined) return `it must be from ${min} to ${max}`
  return min === undefined ? `it must be at most ${max}` : `it must be at least ${min}`
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

/** What a caller wrote comes back in a sentence: as JSON, and not much of it. */
function shown(value: unknown): string {
  const text = JSON.stringify(value)
  return text.length > valueLengthShown ? `${text.slice(0, valueLengthShown)}…` : text
}
