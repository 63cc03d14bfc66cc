import { jsonSchema } from './json-schema-rules.ts'
import {
  base64,
  blobOr,
  type Fields,
  freeMap,
  id,
  jsonText,
  mapOf,
  nameInfo,
  object,
  type Rule,
  recursive,
  text,
  textInfo,
  word,
  words,
} from './text-rules.ts'

/** What both of OpenAI's dialects say in the same words: tools, calls of them, metadata, errors. */

export const metadata = text(textInfo('metadata'))
export const metadataUrl = blobOr(textInfo('metadata'))
export const toolName = text(nameInfo('tool-definition'))
export const toolArguments = text(textInfo('tool-arguments', 'assistant'))
export const jsonArguments = jsonText('tool-arguments', 'assistant')
export const toolOutput = text(textInfo('tool-output', 'tool'))
const definition = text(textInfo('tool-definition'))
const schema = jsonSchema('tool-definition')

export const userLocation: Rule = recursive((self) =>
  object({ city: metadata, country: metadata, region: metadata, timezone: metadata, approximate: self }),
)

/** What a client says of itself. Codex writes JSON in one of the values. */
export const metadataMap: Rule = freeMap(textInfo('metadata'), { 'x-codex-turn-metadata': jsonText('metadata') })

const skill = object({
  name: toolName,
  description: definition,
  path: metadata,
  version: word,
  source: object({ data: base64, media_type: word }),
})
const networkPolicy = object({
  allowed_domains: metadata,
  domain_secrets: object({ domain: metadata, name: metadata, value: metadata }),
})
export const environment: Rule = object({ skills: skill, network_policy: networkPolicy, memory_limit: word }, 'word')
const approval = object(
  { tool_names: toolName, always: object({ tool_names: toolName }), never: object({ tool_names: toolName }) },
  'word',
)
const filters = freeMap(textInfo('metadata'), { type: word })
const format = object({
  definition,
  syntax: word,
  grammar: object({ definition, syntax: word }),
})

const toolWords = [
  'action',
  'background',
  'complexity',
  'input_fidelity',
  'moderation',
  'output_format',
  'quality',
  'size',
]

/** A tool as it is defined, wherever it stands: in a list of tools, in a namespace, in an item, in a server's list. */
export const tool: Rule = recursive((self) => {
  const own: Fields = {
    name: toolName,
    namespace: toolName,
    description: definition,
    parameters: schema,
    input_schema: schema,
    output_schema: schema,
    annotations: freeMap(textInfo('tool-definition')),
    format,
    tools: self,
    function: self,
    custom: self,
    server_label: toolName,
    server_description: definition,
    server_url: metadata,
    connector_id: word,
    authorization: metadata,
    headers: metadata,
    allowed_tools: object({ tool_names: toolName }, nameInfo('tool-definition')),
    allowed_callers: word,
    require_approval: approval,
    execution: word,
    environment,
    container: { ...environment, leaf: 'id' },
    filters,
    ranking_options: object({ ranker: word }),
    user_location: userLocation,
    search_context_size: word,
    search_content_types: word,
    input_image_mask: object({ image_url: metadataUrl }),
  }
  return object({ ...own, ...Object.fromEntries(toolWords.map((name) => [name, word])) })
})

/** Which tool is to be called: a word, or the names of some. */
export const toolChoice: Rule = recursive((self) => {
  const named = { name: toolName, server_label: toolName, namespace: toolName }
  return object({ ...named, tools: self, function: self, custom: self, allowed_tools: self }, 'word')
})

/** The form that an answer must have. */
export const answerFormat: Rule = recursive((self) =>
  object({
    name: text(nameInfo('metadata')),
    description: metadata,
    schema: jsonSchema('metadata'),
    json_schema: self,
    definition: metadata,
    grammar: metadata,
    syntax: word,
  }),
)

/** An error says in words what it is about; its code is a word. */
export const errorRule: Rule = recursive((self) =>
  object(
    {
      message: metadata,
      code: word,
      param: metadata,
      error: self,
      reason: metadata,
      detailed_explanation: metadata,
      error_type: word,
      review_target: id,
      misalignment: self,
      steer: self,
      moderation_details: words('categories', 'moderation_stage'),
    },
    textInfo('metadata'),
  ),
)

const moderated: Rule = recursive((self) =>
  object({ code: word, message: metadata, category_applied_input_types: mapOf(word), results: self }),
)
/** Scores of a moderation: names and numbers. */
export const moderation: Rule = object({
  input: moderated,
  output: moderated,
  policy: object({ input: moderated, output: moderated }),
})
