import type { JsonObject } from '../json-fields.ts'
import { parameterPaths, type RequestParameters, requestParameters } from '../request-parameters.ts'

const topLevel = [
  ...['temperature', 'top_p', 'top_logprobs', 'logprobs', 'store', 'stream', 'service_tier', 'n', 'seed', 'stop'],
  ...['presence_penalty', 'frequency_penalty', 'parallel_tool_calls', 'reasoning_effort', 'verbosity'],
  ...['prompt_cache_retention', 'metadata', 'modalities'],
]
const paths = parameterPaths(topLevel, { max_output_tokens: [['max_completion_tokens'], ['max_tokens']] })

export function chatParameters(json: JsonObject): RequestParameters {
  return requestParameters(json, paths)
}
