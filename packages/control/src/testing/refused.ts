import assert from 'node:assert/strict'
import { Problem } from '../services/problem.ts'

/** The verb says no, in this way and with this sentence. */
export async function refused(work: Promise<unknown>, kind: Problem['kind'], sentence: RegExp): Promise<void> {
  await assert.rejects(work, (error) => {
    assert.ok(error instanceof Problem, String(error))
    assert.equal(error.kind, kind, error.message)
    assert.match(error.message, sentence)
    return true
  })
}
