import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { protocolContract } from './protocol.contract.ts'
import { protocols } from './protocols.ts'

for (const protocol of protocols) protocolContract(protocol)

describe('protocols', () => {
  it('have names of their own', () => {
    const names = protocols.map(({ name }) => name)
    assert.equal(new Set(names).size, names.length)
  })

  it('share no operation, so that a path has one protocol on an API that speaks all of them', () => {
    const operations = protocols.flatMap((protocol) =>
      protocol.operations.map(({ method, path }) => `${method} ${path}`),
    )
    assert.equal(new Set(operations).size, operations.length)
  })

  for (const { name } of protocols) {
    it(`${name} lies in a folder of its name`, () => {
      assert.ok(existsSync(new URL(`./${name}/${name}.ts`, import.meta.url)))
    })

    const readme = new URL(`./${name}/README.md`, import.meta.url)
    if (existsSync(readme)) {
      it(`${name} has a README that names its operations`, () => {
        const text = readFileSync(readme, 'utf8')
        const protocol = protocols.find((candidate) => candidate.name === name)
        for (const { path } of protocol?.operations ?? []) assert.ok(text.includes(path), path)
      })
    }
  }
})
