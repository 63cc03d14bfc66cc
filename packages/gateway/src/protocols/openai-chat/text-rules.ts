import { type JsonObject, stringField } from '../json-fields.ts'
import {
  answerFormat,
  errorRule,
  jsonArguments,
  metadata,
  metadataMap,
  metadataUrl,
  moderation,
  tool,
  toolArguments,
  toolChoice,
  toolName,
  userLocation,
} from '../openai-tool-rules.ts'
import type { TextInfo } from '../text-lens.ts'
import { base64, chosen, id, object, opaque, type Rule, recursive, text, textInfo, word } from '../text-rules.ts'

/** Where texts stand in the JSON of Chat Completions: README.md says it in words. */

const assistant = textInfo('message', 'assistant')
const reasoning = textInfo('reasoning', 'assistant')
const refusal = text(textInfo('refusal', 'assistant'))

/** The tokens of a text, one by one. Not what was said, but it repeats it: see `FoundText.replace`. */
const token = object({ token: metadata, top_logprobs: object({ token: metadata }) })
const logprobs = object({ content: token, refusal: token })

function partOf(info: TextInfo): Rule {
  return object(
    {
      text: text(info),
      content: text(info),
      refusal,
      thinking: text(reasoning),
      image_url: { ...object({ url: metadataUrl }), leaf: 'blob', otherwise: textInfo('metadata') },
      input_audio: object({ data: base64, format: word }),
      file: object({ file_data: base64, filename: metadata }),
      prompt_cache_breakpoint: object({}),
    },
    info,
  )
}

const call: Rule = recursive((self) =>
  object({
    name: toolName,
    arguments: jsonArguments,
    input: toolArguments,
    function: self,
    custom: self,
  }),
)

const reasoningDetail = object(
  { text: text(reasoning), summary: text(reasoning), data: base64, format: word },
  reasoning,
)

function messageOf(info: TextInfo, name: Rule): Rule {
  return object({
    content: partOf(info),
    name,
    refusal,
    reasoning_content: partOf(reasoning),
    reasoning: partOf(reasoning),
    reasoning_details: reasoningDetail,
    tool_calls: call,
    function_call: call,
    audio: object({ data: base64, transcript: text(info) }),
    annotations: object({ url_citation: object({ title: metadata, url: metadataUrl }) }),
  })
}

const messages = new Map<string, Rule>([
  ['user', messageOf(textInfo('message', 'user'), metadata)],
  ['assistant', messageOf(assistant, metadata)],
  ['developer', messageOf(textInfo('instructions', 'developer'), metadata)],
  ['system', messageOf(textInfo('instructions', 'system'), metadata)],
  ['tool', messageOf(textInfo('tool-output', 'tool'), toolName)],
  ['function', messageOf(textInfo('tool-output', 'tool'), toolName)],
])
const messageOfNobody = messageOf(textInfo('message'), metadata)
const answer = messageOf(assistant, metadata)

/** A message of a request. */
const message: Rule = chosen(
  textInfo('message', 'user'),
  (json: JsonObject) => messages.get(stringField(json, 'role') ?? '') ?? messageOfNobody,
)

export const request: Rule = object({
  modalities: word,
  reasoning_effort: word,
  verbosity: word,
  prompt_cache_retention: word,
  model: opaque,
  messages: message,
  tools: tool,
  functions: tool,
  tool_choice: toolChoice,
  function_call: toolChoice,
  response_format: answerFormat,
  prediction: object({ content: partOf(textInfo('metadata')) }),
  web_search_options: object({ user_location: userLocation, search_context_size: word }),
  audio: object({ voice: word, format: word }),
  stop: metadata,
  metadata: metadataMap,
  user: metadata,
  safety_identifier: metadata,
  prompt_cache_key: id,
  prompt_cache_options: object({}),
  moderation,
  reasoning: object({ summary: word }),
})

/** A chunk of a stream, or a whole answer. */
export const response: Rule = object({
  model: opaque,
  choices: object({ message: answer, delta: answer, text: text(assistant), logprobs, finish_reason: word }),
  metadata: metadataMap,
  moderation,
  error: errorRule,
  usage: object({}),
})
