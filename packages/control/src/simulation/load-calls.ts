import { firstInstantOf, WallClocks } from '@tollgate/gateway/counters/wall-clock'
import { PlainFailure } from '../plain-failure.ts'
import type { Load } from './described-load.ts'
import { randomNumbers } from './random-numbers.ts'
import type { SimulatedApi, SimulatedCall, SimulatedCaller } from './simulated-call.ts'
import { TimeHeap } from './time-heap.ts'

interface Stretch {
  readonly from: number
  readonly to: number
}

interface Options {
  readonly seed: number
  readonly api: SimulatedApi
}

const callsMax = 20_000_000
const dayMs = 86_400_000
const minuteMs = 60_000
const hourMs = 3_600_000
/** Of the gateway's estimate (quota/amounts.ts), which is then right about the input. */
const bytesPerToken = 4

/** The calls of described loads, in order: each person calls at random moments of the working hours, as often as was said on average. */
export function* loadCalls(loads: readonly Load[], { seed, api }: Options): Iterable<SimulatedCall> {
  const expected = loads.reduce((sum, load) => sum + expectedCalls(load), 0)
  if (expected > callsMax)
    throw new PlainFailure(
      `That would be ${Math.round(expected).toLocaleString('en-US')} calls: ${callsMax.toLocaleString('en-US')} can be played.`,
    )
  const people = new TimeHeap<Iterator<SimulatedCall>>()
  const waiting = new Map<Iterator<SimulatedCall>, SimulatedCall>()
  const takeNext = (person: Iterator<SimulatedCall>) => {
    const next = person.next()
    if (next.done === true) return void waiting.delete(person)
    waiting.set(person, next.value)
    people.push(next.value.at, person)
  }
  let stream = 0
  for (const [group, load] of loads.entries()) {
    const stretches = workingHours(load)
    for (let number = 1; number <= load.people; number++)
      takeNext(
        callsOf(load, {
          name: `${loads.length > 1 ? `group ${group + 1}, ` : ''}person ${number}`,
          group,
          stretches,
          random: randomNumbers(seed * 1_000_003 + stream++),
          api,
        }),
      )
  }
  for (let person = people.pop(); person !== undefined; person = people.pop()) {
    const call = waiting.get(person)
    if (call !== undefined) yield call
    takeNext(person)
  }
}

interface Person {
  readonly name: string
  readonly group: number
  readonly stretches: readonly Stretch[]
  readonly random: () => number
  readonly api: SimulatedApi
}

function* callsOf(load: Load, { name, group, stretches, random, api }: Person): Generator<SimulatedCall> {
  const { inputTokens, cachedInputTokens, outputTokens, model } = load
  const together = load.together ? `group ${group + 1}` : name
  const caller: SimulatedCaller = { subscriptionId: together, application: together, api: 'described load' }
  const usage = {
    source: 'provider',
    inputTokens,
    cachedInputTokens,
    cacheWriteTokens: 0,
    outputTokens,
    totalTokens: inputTokens + outputTokens,
  } as const
  for (const { from, to } of stretches)
    for (let at = from + gapOf(load, random); at < to; at += gapOf(load, random))
      yield {
        at: Math.floor(at),
        totalMs: Math.round(load.secondsPerCall * 1_000),
        caller,
        person: name,
        modelAsked: model,
        modelServed: model,
        requestBytes: inputTokens * bytesPerToken,
        outcome: 'answered',
        usage,
        api,
      }
}

/** Of arrivals that know nothing of each other. */
function gapOf({ callsPerHour }: Load, random: () => number): number {
  return (-Math.log(1 - random()) * hourMs) / callsPerHour
}

function expectedCalls({ people, callsPerHour, hours, days }: Load): number {
  const [from = 0, to = 0] = minutesOf(hours)
  return (people * callsPerHour * days * ((to > from ? 0 : 1_440) + to - from)) / 60
}

/** By the clocks of the time zone; hours that end before they begin end on the next day. */
function workingHours({ hours, timeZone, from, days, weekdays }: Load): Stretch[] {
  const clock = new WallClocks().of(timeZone)
  const [begin = 0, end = 0] = minutesOf(hours)
  const first = Date.parse(from)
  return Array.from({ length: days }, (_, index) => first + index * dayMs)
    .filter((day) => !weekdays || ![0, 6].includes(new Date(day).getUTCDay()))
    .map((day) => ({
      from: firstInstantOf(clock, day + begin * minuteMs),
      to: firstInstantOf(clock, day + (end > begin ? 0 : dayMs) + end * minuteMs),
    }))
}

function minutesOf(hours: string): number[] {
  return hours.split('-').map((time) => {
    const [hour = 0, minute = 0] = time.split(':').map(Number)
    return hour * 60 + minute
  })
}
