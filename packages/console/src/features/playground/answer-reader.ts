import { SseEvents } from '../../client/sse-events.ts'

export type Dialect = 'openai-responses' | 'openai-chat'

export interface Refused {
  readonly code: string | null
  readonly message: string
}

/** What an answer says, piece by piece, in either dialect and as a stream or in one piece. */
export class AnswerReader {
  /** The words so far. */
  words = ''
  refused: Refused | undefined
  private readonly events = new SseEvents()
  private readonly isStream: boolean
  private whole = ''

  constructor(isStream: boolean) {
    this.isStream = isStream
  }

  push(text: string): void {
    if (!this.isStream) this.whole += text
    else for (const { data } of this.events.push(text)) this.take(asObject(data))
  }

  /** Nothing more comes. */
  end(): void {
    if (!this.isStream) this.takeWhole(asObject(this.whole))
  }

  private take(event: Json): void {
    if (event.type === 'response.output_text.delta') this.words += textOf(event.delta)
    else if (event.type === undefined) this.words += textOf(child(child(first(event.choices), 'delta'), 'content'))
    this.refused ??= refusedIn(event) ?? refusedIn(asJson(event.response))
  }

  private takeWhole(answer: Json): void {
    this.words = textOf(child(child(first(answer.choices), 'message'), 'content'))
    this.refused =
      refusedIn(answer) ?? (this.words === '' ? { code: null, message: this.whole.slice(0, 2_000) } : undefined)
  }
}

type Json = Readonly<Record<string, unknown>>

function refusedIn({ error }: Json): Refused | undefined {
  const { message, code } = asJson(error)
  return typeof message === 'string' ? { message, code: typeof code === 'string' ? code : null } : undefined
}

function asObject(text: string): Json {
  try {
    return asJson(JSON.parse(text))
  } catch {
    return {}
  }
}

function asJson(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {}
}

function child(value: unknown, name: string): unknown {
  return asJson(value)[name]
}

function first(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : undefined
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
