import { addressOf, type Input, type OperationId } from './call.ts'
import { operations } from './operations.ts'
import { problemOf } from './problem.ts'
import { type SseEvent, SseEvents } from './sse-events.ts'

/** An operation whose answer is events, each as it comes. Throws a Problem where it was refused; ends where `signal` says so. */
export async function* streamCall<Id extends OperationId>(
  id: Id,
  input: Input<Id>,
  signal: AbortSignal,
): AsyncGenerator<SseEvent> {
  const [method] = operations[id]
  const { body } = input as { readonly body?: unknown }
  const response = await fetch(addressOf(id, input), {
    method: method.toUpperCase(),
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal,
  }).catch((error: unknown) => {
    if (signal.aborted) throw error
    throw problemOf(undefined, undefined)
  })
  if (!response.ok) throw problemOf(response.status, await response.json().catch(() => undefined))
  const events = new SseEvents()
  const decoder = new TextDecoder()
  const reader = response.body?.getReader()
  for (;;) {
    const piece = await reader?.read()
    if (piece === undefined || piece.done) return
    yield* events.push(decoder.decode(piece.value, { stream: true }))
  }
}
