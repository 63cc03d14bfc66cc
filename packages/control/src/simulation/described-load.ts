import { z } from 'zod'
import { PlainFailure } from '../plain-failure.ts'

/** A load that nobody recorded, as people describe it: in a sentence, or field by field in a file. */

const tokens = z.int().nonnegative().max(100_000_000)
const clock = /^([01]\d|2[0-4]):([0-5]\d)$/

export const loadSchema = z.strictObject({
  people: z.int().min(1).max(100_000),
  callsPerHour: z.number().positive().max(100_000).describe('of each of them'),
  inputTokens: tokens.default(0).describe('of each call, cached ones included'),
  cachedInputTokens: tokens.default(0),
  outputTokens: tokens.default(0),
  secondsPerCall: z.number().positive().max(86_400).default(20),
  hours: z
    .string()
    .refine((text) => text.split('-').length === 2 && text.split('-').every((part) => clock.test(part)))
    .default('00:00-24:00'),
  timeZone: z.string().refine(isTimeZone, 'is no time zone, such as Europe/Berlin').default('UTC'),
  from: z.iso.date().default('2026-01-05').describe('the first day'),
  days: z.int().min(1).max(3_660).default(1),
  weekdays: z.boolean().default(false).describe('true: nobody works on Saturdays and Sundays'),
  model: z.string().min(1).max(200).nullable().default(null),
  together: z.boolean().default(false).describe('true: one application for all; false: one for each'),
})
export type Load = z.infer<typeof loadSchema>

const amounts = { input: 'inputTokens', cached: 'cachedInputTokens', output: 'outputTokens' } as const
const number = String.raw`(\d[\d,_]*(?:\.\d+)?)\s*([kM])?`
const example = "'20 people × 30 calls/hour, 40k input, 2k output, 09:00-17:00 Europe/Berlin'"

type Draft = Record<string, unknown>

/** Parts of the sentence; each says what it means for the load. */
const parts: ReadonlyArray<readonly [RegExp, (found: readonly string[]) => Draft]> = [
  [
    new RegExp(
      `^${number} (?:people|persons?|developers?|callers?) ?(?:[x×*]|with)? ?${number} calls?(?:/| (?:an|a|per) )(minute|hour)$`,
      'i',
    ),
    ([, people = '', peopleUnit, calls = '', callsUnit, per = 'hour']) => ({
      people: amountOf(people, peopleUnit),
      callsPerHour: amountOf(calls, callsUnit) * (per.toLowerCase() === 'minute' ? 60 : 1),
    }),
  ],
  [
    new RegExp(`^${number} (input|cached|output)(?: tokens)?$`, 'i'),
    ([, amount = '', unit, kind = '']) => ({
      [amounts[kind.toLowerCase() as keyof typeof amounts]]: amountOf(amount, unit),
    }),
  ],
  [
    /^(\d\d:\d\d) ?[-–] ?(\d\d:\d\d)(?: (\S+))?$/,
    ([, from, to, timeZone]) => ({ hours: `${from}-${to}`, ...(timeZone === undefined ? {} : { timeZone }) }),
  ],
  [
    /^(\d+(?:\.\d+)?) ?(?:s|seconds?)(?: each| (?:a|per) call)?$/i,
    ([, seconds]) => ({ secondsPerCall: Number(seconds) }),
  ],
  [/^(\d+) days?$/i, ([, days]) => ({ days: Number(days) })],
  [/^weekdays$/i, () => ({ weekdays: true })],
  [/^(?:in )?one application$/i, () => ({ together: true })],
  [/^from (\d{4}-\d\d-\d\d)$/i, ([, from]) => ({ from })],
  [/^model (\S+)$/i, ([, model]) => ({ model })],
]

export function readLoad(sentence: string): Load {
  const draft: Draft = {}
  // A comma between digits belongs to a number: 40,000.
  for (const text of sentence.split(/,(?!\d{3}\b)/).map((part) => part.trim())) {
    const part = parts.flatMap(([pattern, take]) => {
      const found = pattern.exec(text)
      return found === null ? [] : [take(found)]
    })[0]
    if (part === undefined) throw new PlainFailure(`"${text}" is nothing that a load can say. It can be ${example}.`)
    Object.assign(draft, part)
  }
  return checkLoad(draft, 'The load')
}

export function checkLoad(draft: unknown, what: string): Load {
  const load = loadSchema.safeParse(draft)
  if (!load.success) {
    const [issue] = load.error.issues
    const field = issue?.path.join('.') ?? ''
    if (field === '') throw new PlainFailure(`${what}: ${issue?.message}. It can be ${example}.`)
    throw new PlainFailure(`${what}: ${field}: ${issue?.message}. It can be ${example}.`)
  }
  if (load.data.cachedInputTokens > load.data.inputTokens)
    throw new PlainFailure(`${what}: cached tokens are a part of the input, and cannot be more.`)
  return load.data
}

function amountOf(text: string, unit: string | undefined): number {
  const amount = Number(text.replace(/[,_]/g, ''))
  return unit === undefined ? amount : Math.round(amount * (unit.toLowerCase() === 'k' ? 1_000 : 1_000_000))
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
