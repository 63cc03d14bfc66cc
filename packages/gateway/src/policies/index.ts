import type { PolicyDefinition } from '../pipeline/policy.ts'
import { contentLength } from './content-length/content-length.ts'
import { jsonSchema } from './json-schema/json-schema.ts'
import { modelAccess } from './model-access/model-access.ts'
import { openaiModeration } from './openai-moderation/openai-moderation.ts'
import { piiMask } from './pii-mask/pii-mask.ts'
import { promptDecorator } from './prompt-decorator/prompt-decorator.ts'
import { promptInjection } from './prompt-injection/prompt-injection.ts'
import { promptTemplate } from './prompt-template/prompt-template.ts'
import { regex } from './regex/regex.ts'
import { requestLimits } from './request-limits/request-limits.ts'
import { secrets } from './secrets/secrets.ts'
import { sentenceCount } from './sentence-count/sentence-count.ts'
import { toolAccess } from './tool-access/tool-access.ts'
import { url } from './url/url.ts'
import { webhook } from './webhook/webhook.ts'
import { wordCount } from './word-count/word-count.ts'

/** The only list of policies: a new one is its folder and a line here. */
export const policies: readonly PolicyDefinition[] = [
  contentLength,
  jsonSchema,
  modelAccess,
  openaiModeration,
  piiMask,
  promptDecorator,
  promptInjection,
  promptTemplate,
  regex,
  requestLimits,
  secrets,
  sentenceCount,
  toolAccess,
  url,
  webhook,
  wordCount,
]
