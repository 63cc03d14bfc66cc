import { flowNeeds } from '../../guardrail-parts/flow-needs.ts'
import { newestUserMessage } from '../../guardrail-parts/newest-user-message.ts'
import { compileJsonPath } from '../../json-path/json-path.ts'
import { compileJsonSchema } from '../../json-schema/json-schema.ts'
import type { Exchange } from '../../pipeline/exchange.ts'
import { intervene } from '../../pipeline/guardrail.ts'
import { definePolicy } from '../../pipeline/policy.ts'
import type { Refusal } from '../../pipeline/refusal.ts'
import { textHooks } from '../../pipeline/text-hooks.ts'
import type { TextRule } from '../../pipeline/text-rule.ts'
import type { RequestView } from '../../protocols/protocol.ts'
import { type JsonSchemaConfig, jsonSchemaConfig } from './schema.ts'

const ruleName = 'json-schema'

export const jsonSchema = definePolicy({
  name: ruleName,
  summary: 'Refuses what has no JSON object that is valid against a schema, or what has one.',
  kind: 'guardrail',
  config: jsonSchemaConfig,
  needs: flowNeeds,
  onFailure: 'reject',
  create(config, deps) {
    const { flow, jsonPath } = config
    const schema = compileJsonSchema(config.schema)
    const textsOf = textsBy(jsonPath)
    const judge = (x: Exchange, texts: readonly string[], direction: 'REQUEST' | 'RESPONSE') => {
      const conclude = (isValid: boolean) => {
        if (isValid !== config.invert) return undefined
        deps.found(x, config.name ?? ruleName)
        return violation(config, direction)
      }
      const isValid = deps.scanner.hasValidObject(schema, texts)
      return isValid instanceof Promise ? isValid.then(conclude) : conclude(isValid)
    }
    const onRequest = (x: Exchange) => {
      const texts = x.view === null ? undefined : textsOf(x.view)
      return texts === undefined ? undefined : judge(x, texts, 'REQUEST')
    }
    const response = (x: Exchange): TextRule => ({
      wants: ({ kind }) => kind === 'message',
      judge: (text) => judge(x, [text], 'RESPONSE'),
      stream: 'whole',
    })
    return {
      ...(flow === 'response' ? {} : { onRequest }),
      ...(flow === 'request' ? {} : textHooks({ response }, deps)),
    }
  },
})

/** What the path names, objects as JSON; without a path what the user said last. undefined: nobody said anything. */
function textsBy(jsonPath: string): (view: RequestView) => readonly string[] | undefined {
  if (jsonPath === '') {
    return (view) => {
      const fields = newestUserMessage(view.texts())
      return fields.length === 0 ? undefined : fields.map(({ text }) => text)
    }
  }
  const path = compileJsonPath(jsonPath)
  return ({ json }) => path.select(json).map(({ value }) => (typeof value === 'string' ? value : JSON.stringify(value)))
}

function violation(config: JsonSchemaConfig, direction: 'REQUEST' | 'RESPONSE'): Refusal {
  const { schema, invert, showAssessment } = config
  const written = typeof schema === 'string' ? schema : JSON.stringify(schema)
  return intervene({
    name: config.name ?? ruleName,
    type: 'JSON_SCHEMA_GUARDRAIL',
    direction,
    reason: 'Violation of enforced JSON schema detected.',
    // The incumbent repeats the whole content here, which is what must not go on.
    assessments: `The inspected payload content ${invert ? 'satisfies' : 'does not satisfy'} the JSON schema: ${written}`,
    showAssessment,
  })
}
