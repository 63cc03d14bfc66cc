import assert from 'node:assert/strict'
import { test } from 'node:test'
import { objectionsOf } from '../testing/sample-repository.ts'
import { catching } from './catching.ts'

test('catching lets run.ts catch, and what is no policy or pipeline', (t) => {
  const good = {
    'packages/gateway/src/pipeline/run.ts': 'try { a() } catch (error) { b(error) }',
    'packages/gateway/src/pipeline/run.test.ts': 'a().catch(() => {})',
    'packages/gateway/src/pipeline/settle.ts': "try { a() } finally { b() } // catch {}\nconst catchWord = 'catch {'",
    'packages/gateway/src/upstream/pool.ts': 'a().catch(() => {})',
  }
  assert.deepEqual(objectionsOf(t, catching, good), [])
})

test('catching objects to every form of catching in policies and the rest of the pipeline', (t) => {
  const policy = 'packages/gateway/src/policies/p/p.ts'
  const pipeline = 'packages/gateway/src/pipeline/settle.ts'
  const bad = { [policy]: 'try { a() } catch { b() }\na().catch(b)', [pipeline]: 'try { a() }\ncatch (e) {}' }
  assert.deepEqual(objectionsOf(t, catching, bad), [`${pipeline}:2`, `${policy}:1`, `${policy}:2`])
})
