import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import type { Refusal } from '../../pipeline/refusal.ts'
import { NameServer } from '../../testing/name-server.ts'
import { readPolicyReadme } from '../../testing/policy-readme.ts'
import { testTools } from '../../testing/policy-tools.ts'
import { sayEverywhere } from '../../testing/said-by-model.ts'
import { renderHead, ScriptedUpstream } from '../../testing/scripted-upstream.ts'
import { tryPolicies } from '../../testing/try-policy.ts'
import { NetworkUrlChecker } from '../../url-check/network-url-checker.ts'
import { url } from './url.ts'

type Json = Record<string, unknown>

/** A server whose paths are the statuses that they are answered with, and a name server that knows `known.example` only. */
async function start(t: TestContext) {
  const upstream = await ScriptedUpstream.start(({ request, socket }) => {
    socket.write(renderHead(Number(request.url?.slice(1)) || 200, { 'content-length': '0' }))
  })
  const nameServer = await NameServer.start({ 'known.example': '93.184.216.34' })
  const nameServers = [nameServer.address]
  const urlChecker = new NetworkUrlChecker({ allowPrivate: true, nameServers, now: Date.now })
  t.after(async () => {
    await urlChecker.close()
    await upstream[Symbol.asyncDispose]()
    await nameServer[Symbol.asyncDispose]()
  })
  const tools = testTools({ urlChecker })
  const ask = async (config: Json, request: Json): Promise<Refusal | undefined> => {
    const trial = tryPolicies([{ policy: url, config }], { tools })
    const result = await trial.request(request)
    assert.deepEqual(trial.call.failures, [])
    return 'code' in result && result.kind === 'refusal' ? (result as Refusal) : undefined
  }
  return { upstream, nameServer, tools, ask }
}

describe("the README's example", () => {
  const { configs, bodies } = readPolicyReadme(import.meta.dirname)
  const [config = {}] = configs
  const [passes = {}, refused = {}] = bodies

  it('passes what it says, and refuses what it says with that sentence', async (t) => {
    const { ask } = await start(t)
    assert.equal(await ask(config, passes), undefined)
    const refusal = await ask(config, refused)
    assert.equal(refusal?.code, 'guardrail_blocked')
    const text = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')
    assert.ok(text.includes(`\n> ${refusal?.message}\n`), refusal?.message)
  })
})

describe('url', () => {
  it('is the same in every dialect, plain and streamed', async (t) => {
    const { upstream, tools } = await start(t)
    const cases = [
      ['no address', true],
      [`see ${upstream.url}/204.`, true],
      [`[see](${upstream.url}/301), and ${upstream.url}/200`, true],
      [`see ${upstream.url}/200 and ${upstream.url}/404`, false],
      ['see http://nowhere.invalid', false],
    ] as const
    for (const [text, isValid] of cases) {
      const results = await sayEverywhere(url, { flow: 'both' }, { text, tools })
      assert.equal(Object.keys(results).length, 6)
      for (const [where, refusal] of Object.entries(results))
        assert.equal(refusal === undefined, isValid, `${where} ${text}`)
    }
  })

  it('asks the name servers only, where that is what the publisher wants', async (t) => {
    const { upstream, nameServer, ask } = await start(t)
    assert.equal(await ask({ onlyDNS: true }, { input: `${upstream.url}/404 https://known.example/x` }), undefined)
    assert.notEqual(await ask({ onlyDNS: true }, { input: 'https://unknown.example/x' }), undefined)
    assert.equal(upstream.calls.length, 0)
    assert.ok(nameServer.asked.includes('unknown.example'))
  })

  it("tells the addresses in the incumbent's form, where the publisher wants it", async (t) => {
    const { upstream, ask } = await start(t)
    const input = `${upstream.url}/500 ${upstream.url}/200 ${upstream.url}/404`
    const shown = await ask({ name: 'Links', showAssessment: true }, { input })
    assert.deepEqual(shown?.intervention, {
      name: 'Links',
      type: 'URL_GUARDRAIL',
      direction: 'REQUEST',
      reason: 'Violation of url validity detected.',
      assessments: {
        message: 'One or more URLs in the payload failed validation.',
        invalidUrls: [`${upstream.url}/500`, `${upstream.url}/404`],
      },
    })
    assert.ok(!(await ask({}, { input }))?.message.includes(upstream.url))
  })

  it('notes how many there were, and none of them', async (t) => {
    const { upstream, tools } = await start(t)
    const trial = tryPolicies([{ policy: url }], { tools })
    await trial.request({ input: `${upstream.url}/500 ${upstream.url}/404` })
    assert.deepEqual(trial.call.x.verdicts[0]?.found, { url: 2 })
  })

  it('looks at what was written, also inside of JSON, and not at what the agent brings', async (t) => {
    const { upstream, ask } = await start(t)
    const dead = `${upstream.url}/404`
    const call = (args: string) => ({ type: 'function_call', call_id: 'c', name: 'get', arguments: args })
    const written: readonly unknown[] = [
      { role: 'user', content: dead },
      { type: 'function_call_output', call_id: 'c', output: dead },
      call(JSON.stringify({ url: dead })),
      call(`{"url":"${dead.replaceAll('/', '\\/')}"}`),
      call(JSON.stringify({ [dead]: true })),
      call(`{"url":"${dead}`),
    ]
    for (const item of written) assert.notEqual(await ask({}, { input: [item] }), undefined, JSON.stringify(item))
    const standing = { instructions: dead, metadata: { dead }, input: [{ role: 'developer', content: dead }] }
    assert.equal(await ask({}, standing), undefined)
    assert.notEqual(await ask({ jsonPath: '$.instructions' }, standing), undefined)
    assert.equal(
      await ask({ jsonPath: '$.input[-1].content' }, { input: [{ content: dead }, { content: 'x' }] }),
      undefined,
    )
  })
})

describe('urlConfig', () => {
  it("takes the incumbent's parameters, and no others", () => {
    assert.deepEqual(url.config.parse({ timeout: '5000', onlyDNS: true }), {
      timeout: 5_000,
      onlyDNS: true,
      flow: 'request',
      jsonPath: '',
      showAssessment: false,
    })
    assert.equal((url.config.parse({}) as { timeout: number }).timeout, 3_000)
    for (const wrong of [{ timeout: 0 }, { timeout: '10001' }, { timeout: 'soon' }, { dns: true }])
      assert.equal(url.config.safeParse(wrong).success, false, JSON.stringify(wrong))
  })
})
