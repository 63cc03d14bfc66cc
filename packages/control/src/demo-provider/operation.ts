import type { DemoAnswer } from './demo-answer.ts'

type Json = Record<string, unknown>

/** One event of a stream; `pause`: a model would have thought a moment before it. */
export interface DemoEvent {
  /** Name of the event; '' where the dialect has none. */
  readonly name: string
  /** The payload; text goes out as it is. */
  readonly json: unknown
  readonly pause: boolean
}

/** How the demo provider speaks one dialect. `now` is in Unix milliseconds. */
export interface Operation {
  answer(body: Json, bodyBytes: number): DemoAnswer
  whole(body: Json, answer: DemoAnswer, now: number): Json
  events(body: Json, answer: DemoAnswer, now: number): Iterable<DemoEvent>
}
