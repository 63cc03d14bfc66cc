import { z } from 'zod'
import type { Chunk, Outcome } from '../exporter.ts'

const answerSchema = z.object({
  items: z.array(
    z.record(
      z.string(),
      z.object({
        status: z.int(),
        error: z.object({ type: z.string().optional(), reason: z.string().nullish() }).optional(),
      }),
    ),
  ),
})

/** What became of a chunk, item by item: HTTP 200 says nothing of them. */
export function readBulkAnswer(text: string, { records }: Chunk): Outcome {
  const answer = parsed(text)
  // Whatever was taken is refused as known the next time.
  if (answer === undefined || answer.items.length !== records.length)
    return { kind: 'retry', reason: 'The answer to _bulk cannot be read.' }
  const again: number[] = []
  const dead: number[] = []
  let reason = ''
  for (const [place, item] of answer.items.entries()) {
    const [result] = Object.values(item)
    const fate = result === undefined ? 'again' : fateOf(result.status)
    if (fate === 'taken') continue
    if (fate === 'again') again.push(place)
    else dead.push(place)
    if (reason === '' || fate === 'dead') reason = `${result?.error?.type ?? 'no error'} (${result?.status ?? 0})`
    if (fate === 'stop') return { kind: 'stop', reason }
  }
  if (again.length > 0) return { kind: 'retry', reason, places: [...again, ...dead].sort((one, other) => one - other) }
  return dead.length > 0 ? { kind: 'drop', reason, places: dead } : { kind: 'acked' }
}

function fateOf(status: number): 'taken' | 'again' | 'dead' | 'stop' {
  // 409: it is there already.
  if ((status >= 200 && status < 300) || status === 409) return 'taken'
  if (status === 401 || status === 403) return 'stop'
  if (status === 429 || status >= 500) return 'again'
  return 'dead'
}

function parsed(text: string): z.infer<typeof answerSchema> | undefined {
  try {
    const read = answerSchema.safeParse(JSON.parse(text))
    return read.success ? read.data : undefined
  } catch {
    return undefined
  }
}
