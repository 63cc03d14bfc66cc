import { type JsonObject, stringField } from '../json-fields.ts'
import {
  answerFormat,
  environment,
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
  toolOutput,
} from '../openai-tool-rules.ts'
import type { TextInfo } from '../text-lens.ts'
import {
  base64,
  blobOr,
  chosen,
  freeMap,
  id,
  object,
  opaque,
  type Rule,
  text,
  textInfo,
  unknownRule,
  word,
  words,
} from '../text-rules.ts'

/** Where texts stand in the JSON of the Responses API: README.md says it in words. */

const assistant = textInfo('message', 'assistant')
const reasoning = textInfo('reasoning', 'assistant')
const output = textInfo('tool-output', 'tool')

/** The tokens of a text, one by one. Not what was said, but it repeats it: see `FoundText.replace`. */
export const logprobs: Rule = object({
  token: metadata,
  top_logprobs: object({ token: metadata }),
})

export const annotation: Rule = object({
  filename: metadata,
  title: metadata,
  url: metadataUrl,
  quote: metadata,
  text: metadata,
})

/** A part of what a message, an output or a reasoning is made of. A string in its place says the same. */
function partOf(info: TextInfo): Rule {
  return object(
    {
      text: text(info),
      refusal: text(textInfo('refusal', 'assistant')),
      annotations: annotation,
      logprobs,
      image_url: metadataUrl,
      file_url: metadataUrl,
      file_data: base64,
      filename: metadata,
      data: base64,
      transcript: text(info),
      input_audio: object({ data: base64, format: word }),
      prompt_cache_breakpoint: object({}),
    },
    info,
  )
}

const messages = new Map(
  ['user', 'assistant', 'tool'].map((role) => [role, messageOf(textInfo('message', role))] as const),
)
for (const role of ['developer', 'system']) messages.set(role, messageOf(textInfo('instructions', role)))
const messageOfNobody = messageOf(textInfo('message'))

function messageOf(info: TextInfo): Rule {
  return object({ content: partOf(info) })
}

function message(item: JsonObject): Rule {
  return messages.get(stringField(item, 'role') ?? '') ?? messageOfNobody
}

const settings = words('summary', 'generate_summary', 'context')
const textSettings = object({ format: answerFormat, verbosity: word })
const caller = object({})
const call = { name: toolName, namespace: toolName, server_label: toolName, caller }
const outputPart = partOf(output)
const toolError = object({ message: toolOutput, content: toolOutput, code: word }, output)
const safetyChecks = object({ code: word, message: metadata })
const action = freeMap(textInfo('tool-arguments', 'assistant'), {
  type: word,
  button: word,
  url: blobOr(textInfo('tool-arguments', 'assistant')),
})
const imageWords = ['action', 'background', 'output_format', 'quality', 'size'].map((name) => [name, word] as const)

const items: ReadonlyMap<string, Rule> = new Map(
  Object.entries({
    reasoning: object({ summary: partOf(reasoning), content: partOf(reasoning), encrypted_content: opaque }),
    compaction: object({ encrypted_content: opaque }),
    compaction_trigger: object({}),
    item_reference: object({}),
    function_call: object({ ...call, arguments: jsonArguments }),
    function_call_output: object({ ...call, output: outputPart }),
    custom_tool_call: object({ ...call, input: toolArguments }),
    custom_tool_call_output: object({ ...call, output: outputPart }),
    tool_search_call: object({ ...call, arguments: jsonArguments, execution: word }),
    tool_search_output: object({ ...call, tools: tool, execution: word }),
    additional_tools: object({ tools: tool }),
    mcp_list_tools: object({ ...call, tools: tool, error: toolError }),
    mcp_call: object({ ...call, arguments: jsonArguments, output: outputPart, error: toolError }),
    mcp_approval_request: object({ ...call, arguments: jsonArguments }),
    mcp_approval_response: object({ reason: text(textInfo('message', 'user')) }),
    program: object({ ...call, code: toolArguments, fingerprint: opaque }),
    program_output: object({ result: toolOutput }),
    file_search_call: object({
      queries: toolArguments,
      results: object({ text: toolOutput, filename: metadata, attributes: toolOutput }),
    }),
    web_search_call: object({ action: { ...action, fields: new Map([...action.fields, ['sources', sources()]]) } }),
    computer_call: object({ action, actions: action, pending_safety_checks: safetyChecks }),
    computer_call_output: object({ output: outputPart, acknowledged_safety_checks: safetyChecks }),
    code_interpreter_call: object({ code: toolArguments, outputs: codeOutput() }),
    image_generation_call: object({
      ...Object.fromEntries(imageWords),
      result: base64,
      revised_prompt: toolArguments,
      error: errorRule,
    }),
    local_shell_call: object({ action }),
    local_shell_call_output: object({ output: outputPart }),
    shell_call: object({ ...call, action, environment }),
    shell_call_output: object({ ...call, output: shellOutput() }),
    apply_patch_call: object({ ...call, operation: action }),
    apply_patch_call_output: object({ ...call, output: outputPart }),
    configuration_update: object({ reasoning: settings, text: textSettings }),
  }),
)

function sources(): Rule {
  return object({ url: blobOr(output), title: toolOutput })
}

function codeOutput(): Rule {
  return object({ logs: toolOutput, url: blobOr(output) })
}

export function shellOutput(): Rule {
  return object({ stdout: toolOutput, stderr: toolOutput, outcome: object({}) }, output)
}

/** An item of `input` or `output`. A string in its place would be what the user says. */
export const item: Rule = chosen(textInfo('message', 'user'), (json) => {
  const type = stringField(json, 'type')
  if (type === 'message' || (type === null && 'role' in json)) return message(json)
  return items.get(type ?? '') ?? unknownRule
})

const outputParts: ReadonlyMap<string, Rule> = new Map([
  ['reasoning_text', partOf(reasoning)],
  ['summary_text', partOf(reasoning)],
])
const assistantPart = partOf(assistant)

/** A part of an answer, in an event of its own. */
export const part: Rule = chosen(assistant, (json) => outputParts.get(stringField(json, 'type') ?? '') ?? assistantPart)

const prompt = object({ variables: promptVariables(), version: word })

function promptVariables(): Rule {
  const info = textInfo('metadata')
  return { ...freeMap(info), rest: partOf(info) }
}

/** What a request says, and an answer repeats. */
const body = {
  include: word,
  truncation: word,
  prompt_cache_retention: word,
  access_programs: words('cyber'),
  image: words('context_compression'),
  instructions: { ...item, leaf: textInfo('instructions', 'system') },
  tools: tool,
  tool_choice: toolChoice,
  metadata: metadataMap,
  client_metadata: metadataMap,
  user: metadata,
  safety_identifier: metadata,
  prompt_cache_key: id,
  conversation: id,
  prompt,
  text: textSettings,
  reasoning: settings,
  moderation,
  prompt_cache_options: object({}),
  context_management: object({}),
}

export const request: Rule = object({ ...body, model: opaque, input: item })

export const response: Rule = object({
  ...body,
  model: opaque,
  input: item,
  output: { ...item, leaf: assistant },
  output_text: text(assistant),
  error: errorRule,
  incomplete_details: words('reason'),
  input_transformations: words('action', 'reason'),
  prompt_cache_diagnostics: words('reason'),
  usage: object({}),
})
