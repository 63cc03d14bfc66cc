import assert from 'node:assert/strict'
import { test } from 'node:test'
import { objectionsOf } from '../testing/sample-repository.ts'
import { pipelineNames } from './pipeline-names.ts'

const folders = {
  'packages/gateway/src/policies/pii-mask/pii-mask.ts': '',
  'packages/gateway/src/protocols/openai-chat/openai-chat.ts': '',
}

test('pipelineNames lets the pipeline import contracts and its tests what they like', (t) => {
  const good = {
    ...folders,
    'packages/gateway/src/pipeline/run.ts': "import type { P } from '../protocols/protocol.ts'\nconst a = 'pii'",
    'packages/gateway/src/pipeline/run.test.ts': "import '../policies/pii-mask/pii-mask.ts'",
    'packages/gateway/src/server/handler.ts': "const a = 'openai-chat'",
  }
  assert.deepEqual(objectionsOf(t, pipelineNames, good), [])
})

test('pipelineNames objects when the pipeline imports or spells a policy or a protocol', (t) => {
  const path = 'packages/gateway/src/pipeline/run.ts'
  const bad = {
    ...folders,
    [path]: "import { x } from '../policies/pii-mask/pii-mask.ts'\nif (p === 'openai-chat') x()",
  }
  assert.deepEqual(objectionsOf(t, pipelineNames, bad), [`${path}:1`, `${path}:2`])
})
