import { arrayField, isObject, objectField, stringField } from '@tollgate/gateway/protocols/json-fields'
import { sampleOfSchema } from './schema-sample.ts'

/** What the demo provider says to one request, in whichever dialect. */
export interface DemoAnswer {
  readonly text: string
  /** The text as a model would produce it: a few words at a time. */
  readonly deltas: readonly string[]
  readonly inputTokens: number
  readonly outputTokens: number
}

export interface DemoQuestion {
  /** The last thing that a user said; '' where nobody said anything. */
  readonly asked: string
  /** A JSON Schema that the answer has to fit; undefined: prose. */
  readonly schema: unknown
  readonly bodyBytes: number
}

const quotedCharactersMax = 120
const wordsPerDelta = 4

export function demoAnswer({ asked, schema, bodyBytes }: DemoQuestion): DemoAnswer {
  const text = schema === undefined ? prose(asked) : JSON.stringify(sampleOfSchema(schema))
  return {
    text,
    deltas: cut(text),
    // Four bytes a token is the rule of thumb for English text and code.
    inputTokens: Math.max(1, Math.ceil(bodyBytes / 4)),
    outputTokens: Math.max(1, Math.ceil(text.length / 4)),
  }
}

/** The text of the last user message among `input` items or chat `messages`; both dialects shape them alike. */
export function lastUserText(messages: unknown): string {
  if (typeof messages === 'string') return messages
  if (!Array.isArray(messages)) return ''
  const last: unknown = messages.findLast((message) => stringField(message, 'role') === 'user')
  const content = isObject(last) ? last.content : undefined
  if (typeof content === 'string') return content
  return (
    arrayField(last, 'content')
      .flatMap((part) => stringField(part, 'text') ?? [])
      .at(-1) ?? ''
  )
}

/** The schema in `{ type: json_schema, schema | json_schema: { schema } }`; any object for `json_object`. */
export function wantedSchema(format: unknown): unknown {
  switch (stringField(format, 'type')) {
    case 'json_schema':
      return objectField(isObject(format) && 'schema' in format ? format : objectField(format, 'json_schema'), 'schema')
    case 'json_object':
      return { type: 'object', required: ['answer'], properties: { answer: { type: 'string' } } }
    default:
      return undefined
  }
}

function prose(asked: string): string {
  const plain = [...asked.replace(/\s+/g, ' ').trim()]
  const quoted =
    plain.length > quotedCharactersMax ? `${plain.slice(0, quotedCharactersMax).join('')}…` : plain.join('')
  const echo = quoted === '' ? '' : ` You asked: “${quoted}”.`
  return `This is Tollgate's demo provider: your call went through the gateway and came back.${echo} Set OPENAI_API_KEY and start again to talk to a real model.`
}

function cut(text: string): string[] {
  const words = text.match(/\S+\s*/g) ?? []
  const deltas: string[] = []
  for (let start = 0; start < words.length; start += wordsPerDelta)
    deltas.push(words.slice(start, start + wordsPerDelta).join(''))
  return deltas
}
