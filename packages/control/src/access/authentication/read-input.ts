import type { z } from 'zod'
import type { Endpoint } from './endpoint.ts'
import type { ProblemAnswer } from './problem.ts'

const bytesMax = 16 * 1024

const tooLarge: ProblemAnswer = {
  status: 413,
  kind: 'too-large',
  title: 'The request is too large',
  detail: `What is sent to the log-in has at most ${bytesMax} bytes.`,
}

export type Input = { readonly value: Record<string, unknown> } | { readonly problem: ProblemAnswer }

/** What an endpoint is given: the query of a GET, else the body. Fields that it does not name are refused by name. */
export async function readInput({ input, method, form }: Endpoint, request: Request): Promise<Input> {
  const raw = method === 'get' ? queryOf(request) : await bodyOf(request, form === true)
  if ('problem' in raw) return raw
  const checked = input.safeParse(raw.value)
  return checked.success ? { value: checked.data } : { problem: invalid(checked.error) }
}

function queryOf(request: Request): { value: unknown } {
  return { value: Object.fromEntries(new URL(request.url).searchParams) }
}

async function bodyOf(request: Request, form: boolean): Promise<{ value: unknown } | { problem: ProblemAnswer }> {
  const text = await boundedText(request)
  if (text === undefined) return { problem: tooLarge }
  const type = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
  if (form && type === 'application/x-www-form-urlencoded')
    return { value: Object.fromEntries(new URLSearchParams(text)) }
  if (text === '') return { value: {} }
  if (type !== 'application/json') return { problem: wrongType }
  try {
    return { value: JSON.parse(text) }
  } catch {
    return { problem: { status: 400, kind: 'invalid', title: 'Not JSON', detail: 'The body is not valid JSON.' } }
  }
}

/** A form of another site can send no such type without asking first. */
const wrongType: ProblemAnswer = {
  status: 415,
  kind: 'unsupported-media-type',
  title: 'Wrong content type',
  detail: 'Send the body as application/json.',
}

async function boundedText({ body }: Request): Promise<string | undefined> {
  if (body === null) return ''
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.byteLength
    if (bytes > bytesMax) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function invalid({ issues }: z.ZodError): ProblemAnswer {
  const fields = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ field: key, reason: 'is not known here' }))
      : [{ field: issue.path.join('.'), reason: issue.message }],
  )
  const detail = fields.map(({ field, reason }) => `${field || 'The body'}: ${reason}`).join('; ')
  return { status: 400, kind: 'invalid', title: 'Invalid request', detail, fields }
}
