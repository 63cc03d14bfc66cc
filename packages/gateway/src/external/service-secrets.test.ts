import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { SecretsFile } from './service-secrets.ts'

const secret = 'planted-secret-of-a-service'
const moderation = { origin: 'https://api.openai.com', secret }

describe('SecretsFile', () => {
  test('finds a secret by its name, with the origin that it is for', () => {
    using file = secretsFile()
    file.write(JSON.stringify({ moderation }))
    assert.deepEqual(file.secrets.find('moderation'), moderation)
    assert.equal(file.secrets.find('other'), undefined)
    assert.deepEqual(file.problems, [])
  })

  test('holds nothing where there is no file', () => {
    using file = secretsFile()
    assert.equal(file.secrets.find('moderation'), undefined)
    assert.deepEqual(file.problems, [])
  })

  test('reads it anew when it changed, and looks once a second', () => {
    using file = secretsFile()
    assert.equal(file.secrets.find('moderation'), undefined)
    file.write(JSON.stringify({ moderation }))
    file.clock.now += 999
    assert.equal(file.secrets.find('moderation'), undefined)
    file.clock.now += 1
    assert.deepEqual(file.secrets.find('moderation'), moderation)
    rmSync(file.path)
    file.clock.now += 1_000
    assert.equal(file.secrets.find('moderation'), undefined)
  })

  for (const [what, content] of [
    ['no JSON', `{"moderation": {"secret": "${secret}" oops`],
    ['a secret without its origin', JSON.stringify({ moderation: { secret } })],
    ['an origin with a path', JSON.stringify({ moderation: { origin: 'https://api.openai.com/v1', secret } })],
    ['an origin that is none', JSON.stringify({ moderation: { origin: secret, secret } })],
    ['a field that nobody knows', JSON.stringify({ moderation: { ...moderation, note: secret } })],
    ['a list', JSON.stringify([secret])],
    ['more than a mebibyte', JSON.stringify({ moderation: { ...moderation, secret: secret.repeat(50_000) } })],
  ] as const)
    test(`keeps what it had when the file is ${what}, and says so once without any of it`, () => {
      using file = secretsFile()
      file.write(JSON.stringify({ moderation }))
      assert.deepEqual(file.secrets.find('moderation'), moderation)
      file.write(content)
      for (let look = 0; look < 3; look++) {
        file.clock.now += 1_000
        assert.deepEqual(file.secrets.find('moderation'), moderation)
      }
      assert.equal(file.problems.length, 1)
      assert.doesNotMatch(file.problems.join(), /planted/)
    })
})

function secretsFile() {
  const folder = temporaryFolder()
  const path = join(folder.path, 'service-secrets.json')
  const problems: string[] = []
  const clock = { now: 0 }
  const secrets = new SecretsFile({ path, now: () => clock.now, onProblem: (reason) => problems.push(reason) })
  return {
    path,
    problems,
    clock,
    secrets,
    write: (content: string) => writeFileSync(path, content),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  }
}
