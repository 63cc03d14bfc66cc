import { arrayField, isObject, type JsonObject } from '../json-fields.ts'
import { parameterPaths, type RequestParameters, requestParameters } from '../request-parameters.ts'

const topLevel = [
  ...['max_output_tokens', 'temperature', 'top_p', 'top_logprobs', 'store', 'background', 'stream', 'service_tier'],
  ...['parallel_tool_calls', 'max_tool_calls', 'truncation', 'prompt_cache_retention', 'metadata', 'include'],
  ...['previous_response_id', 'conversation'],
]
const paths = parameterPaths(topLevel, {
  reasoning_effort: [['reasoning', 'effort']],
  reasoning_summary: [['reasoning', 'summary']],
  verbosity: [['text', 'verbosity']],
})

export function responsesParameters(json: JsonObject): RequestParameters {
  return requestParameters(json, paths, () => arrayField(json, 'input').filter(isObject).filter(isUpdate))
}

function isUpdate({ type }: JsonObject): boolean {
  return type === 'configuration_update'
}
