import type { ModelRow } from '@tollgate/contract/snapshot'
import { arrayField, isObject, parseBytes, stringField } from '../json-fields.ts'
import type { AnswerReader, Protocol } from '../protocol.ts'
import { requestParameters } from '../request-parameters.ts'
import { noTools } from '../request-tools.ts'
import { renderSseEvent } from '../sse.ts'
import { noCoverage, noTexts } from '../text-lens.ts'
import { codexModel } from './codex-model.ts'

/**
 * `GET /models`: one body for two readers. OpenAI's clients read `data`; Codex, where `model_catalog_url` is set, reads `models`
 * in its own schema. The API's own list answers without the provider; else the provider's answer is completed.
 */
export const openaiModels: Protocol = {
  name: 'openai-models',
  dialect: 'openai',
  operations: [{ method: 'GET', path: '/models' }],
  requestNeeds: 'none',
  answersAreModelOutput: false,
  textCoverage: noCoverage,
  scanRequest: () => ({ model: null, stream: null }),
  readModel: () => null,
  prepareRequest: (bytes) => ({ bytes, facts: { model: null, stream: null }, stripUsage: false }),
  view: (json) => ({
    json,
    model: null,
    stream: false,
    wantsStructuredOutput: false,
    texts: () => [],
    insertInstructions: () => false,
    insertMessages: () => false,
    parameters: requestParameters(json, new Map()),
    tools: noTools,
    askForUsage: () => false,
  }),
  readTexts: () => noTexts,
  readToolCalls: () => [],
  answerLocally: (models) => (models === null ? undefined : Buffer.from(JSON.stringify(listModels(models)))),
  readAnswer: () => readModelsAnswer(),
  renderEvent: (json) => renderSseEvent('', json),
  renderStreamError: (error) => renderSseEvent('', { error }),
}

function listModels(models: readonly ModelRow[]): unknown {
  return {
    object: 'list',
    data: models.map(({ id }) => ({ id, object: 'model', created: 0, owned_by: 'tollgate' })),
    models: models.map(codexModel),
  }
}

function readModelsAnswer(): AnswerReader {
  return {
    onEvent: () => 'pass',
    onJson: completeList,
    heartbeat: () => undefined,
    reported: undefined,
    modelServed: null,
    failed: false,
    outputCharacters: 0,
    toolCalls: null,
  }
}

/** Anything but a list of models is the provider's own business and passes untouched. */
function completeList(bytes: Buffer): Buffer {
  const json = parseBytes(bytes)
  if (!isObject(json) || !Array.isArray(json.data) || 'models' in json) return bytes
  const ids = arrayField(json, 'data').flatMap((model) => stringField(model, 'id') ?? [])
  const models = ids.map((id, priority) => codexModel({ id, displayName: id, contextWindow: null }, priority))
  return Buffer.from(JSON.stringify({ ...json, models }))
}
