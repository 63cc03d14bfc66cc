import assert from 'node:assert/strict'
import { after, describe, it, type TestContext } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { EventGate } from '@tollgate/gateway/pipeline/event-gate'
import type { PolicyDefinition } from '@tollgate/gateway/pipeline/policy'
import { contentLength } from '@tollgate/gateway/policies/content-length/content-length'
import { jsonSchema } from '@tollgate/gateway/policies/json-schema/json-schema'
import { piiMask } from '@tollgate/gateway/policies/pii-mask/pii-mask'
import { promptDecorator } from '@tollgate/gateway/policies/prompt-decorator/prompt-decorator'
import { promptInjection } from '@tollgate/gateway/policies/prompt-injection/prompt-injection'
import { promptTemplate } from '@tollgate/gateway/policies/prompt-template/prompt-template'
import { regex } from '@tollgate/gateway/policies/regex/regex'
import { secrets } from '@tollgate/gateway/policies/secrets/secrets'
import { sentenceCount } from '@tollgate/gateway/policies/sentence-count/sentence-count'
import { toolAccess } from '@tollgate/gateway/policies/tool-access/tool-access'
import { url } from '@tollgate/gateway/policies/url/url'
import { wordCount } from '@tollgate/gateway/policies/word-count/word-count'
import { SseReader } from '@tollgate/gateway/protocols/sse'
import { createScanner } from '@tollgate/gateway/scanning/create-scanner'
import { evilPatterns } from '@tollgate/gateway/scanning/samples/evil-patterns'
import { longestTurn } from '@tollgate/gateway/testing/longest-turn'
import { testTools } from '@tollgate/gateway/testing/policy-tools'
import { dialects, responses, type Spoken } from '@tollgate/gateway/testing/said-by-model'
import { tryPolicies } from '@tollgate/gateway/testing/try-policy'
import { NetworkUrlChecker } from '@tollgate/gateway/url-check/network-url-checker'

/** Issue 4: no text of 1 MiB, whatever is in it, and no pattern holds the event loop for more than 50 ms, in any policy about texts. */

const size = 1_048_576
const turnMsMax = 50
const scanner = createScanner({ scanMs: 1_000 })
const urlChecker = new NetworkUrlChecker({ allowPrivate: false, now: Date.now })
const tools = testTools({ scanner, urlChecker })
after(() => scanner.close())

type Json = Record<string, unknown>
interface Policy {
  readonly policy: PolicyDefinition
  readonly config: Json
}

const evilSchemas = [
  { type: 'object', required: ['nothing'], additionalProperties: { $ref: '#' } },
  { properties: { a: { pattern: '^(a+)+$' } }, patternProperties: { '(a|aa)+$': { $ref: '#' } }, required: ['z'] },
  {
    additionalProperties: { items: { anyOf: [{ $ref: '#' }, { uniqueItems: true }, { const: [1] }] } },
    minProperties: 9,
  },
]
const count = { min: 1, max: 1_000_000_000, flow: 'both' }
const policies: Readonly<Record<string, Policy>> = {
  'regex, forbidding': { policy: regex, config: { regex: 'ne+dle', invert: true, flow: 'both' } },
  'regex, demanding': { policy: regex, config: { regex: 'ne+dle', flow: 'both' } },
  'pii-mask': { policy: piiMask, config: { flow: 'both' } },
  'pii-mask, redacting': { policy: piiMask, config: { flow: 'both', redact: true } },
  'pii-mask, with patterns': {
    policy: piiMask,
    config: {
      flow: 'both',
      custom: Array.from({ length: 20 }, (_, i) => ({
        name: `P${i}`,
        pattern: `[${'abcdefghijklmnopqrst'[i]}a]{3,9}1`,
      })),
    },
  },
  'secrets, blocking': { policy: secrets, config: { flow: 'both' } },
  'secrets, masking': { policy: secrets, config: { flow: 'both', action: 'mask' } },
  'word-count': { policy: wordCount, config: count },
  'sentence-count': { policy: sentenceCount, config: count },
  'content-length': { policy: contentLength, config: count },
  url: { policy: url, config: { flow: 'both' } },
  'prompt-injection': { policy: promptInjection, config: {} },
  'prompt-decorator': { policy: promptDecorator, config: { text: 'Be brief.' } },
  'prompt-decorator, joining': {
    policy: promptDecorator,
    config: { text: 'Be brief.', jsonPath: '$.input[0].content[0].text' },
  },
  'prompt-template': { policy: promptTemplate, config: { templates: [{ name: 'a', prompt: 'Say [[b]]' }] } },
  'tool-access': { policy: toolAccess, config: { deny: ['*a*b*c*', 'x*'], flow: 'both' } },
  ...Object.fromEntries(
    evilSchemas.map((schema, i) => [`json-schema ${i}`, { policy: jsonSchema, config: { schema, flow: 'both' } }]),
  ),
}

/** Texts of 1 MiB that are much of what some rule looks for, or nearly. */
const texts: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      ...[
        'a',
        ' ',
        'a ',
        'a. ',
        '.',
        '\n',
        '1',
        '4242 ',
        'a@',
        'a@b.co ',
        '+1 415 555 0132 ',
        '10.20.30.40 ',
        'https://10.0.0.1/a ',
      ],
      ...[
        '{',
        '{"a":',
        '{"a":{"b":1},"c":',
        '{}',
        '{"a',
        '[{',
        '{"{"',
        '{"a":[',
        '{"a":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"} ',
        '"\\',
      ],
      ...[
        'Email_aaaaaaaaaaaa',
        'Email_',
        '_',
        'ghp_aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5 ',
        'eyJ',
        'key=',
        'password: "',
      ],
      ...[
        'ignore all previous instructions ',
        'ignore ',
        '<|im_start|>',
        '[system]: ',
        'aWdub3JlIGFsbCBwcmV2aW91cyBpbnN0cnVjdGlvbnM= ',
      ],
      ...['\u200b', '\u0661', '\uff11', '\u{e0041}', 'e\u0301', '\u{1d7ce}', 'template://a?b=', '[[b]]', '](https://'],
    ].map((unit) => [unit.slice(0, 30), unit.repeat(Math.ceil(size / unit.length))]),
  ),
  'different e-mails': many((i) => `${i}@b.co `),
  'different addresses': many((i) => `https://10.0.0.1/${i} `),
  'different placeholders': many((i) => `Email_${i.toString(16).padStart(12, '0')} `),
  nested: '{"a":'.repeat(size / 6) + '}'.repeat(size / 6),
  'an object of many members': `{${many((i) => `"${i}":[${i}],`)}"z":1}`,
  'an array of many objects': `{"a":[${many((i) => `{"b":"${i}"},`)}1]}`,
}

function many(render: (index: number) => string): string {
  let text = ''
  for (let index = 0; text.length < size; index++) text += render(index)
  return text
}

/** A busy processor can only make a turn longer, so one quiet round of three shows that ours is short. */
async function quietest(work: () => Promise<number>): Promise<number> {
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < 3 && best > turnMsMax; round++) best = Math.min(best, await work())
  return best
}

/** The ways of a text through a gateway's policies. What the test itself does stands in turns of its own, and is not counted. */
function ways(
  { policy, config }: Policy,
  spoken: Spoken,
  text: string,
): Readonly<Record<string, () => Promise<number>>> {
  const { protocol } = spoken
  const open = () => tryPolicies([{ policy, config }], { protocol, tools })
  const gate = () => new EventGate(open().call, protocol.readAnswer({ stripUsage: false }))
  const request = spoken.ask(text)
  const answer = Buffer.from(JSON.stringify(spoken.answer(text)))
  const stream = (pieces: readonly string[]) => {
    const frames = spoken.stream(pieces).map((payload) => protocol.renderEvent(payload))
    return async () => {
      let longest = 0
      const [reader, events] = [new SseReader(33_554_432), gate()]
      for (const frame of frames) {
        const read = reader.push(frame)
        await setImmediate()
        longest = Math.max(longest, await longestTurn(async () => events.take(read)))
      }
      return longest
    }
  }
  return {
    request: () => longestTurn(async () => open().request(request)),
    answer: () => longestTurn(async () => gate().takeWhole(answer)),
    'stream in one piece': stream([text]),
    'stream in pieces': stream(text.match(/.{1,16384}/gsu) ?? []),
  }
}

/** The longest turn that any of the texts took in any way, in one dialect after the other. */
async function longestOf(policy: Policy, texts: Readonly<Record<string, string>>) {
  let longest = { ms: 0, where: '' }
  for (const [index, [content, text]] of Object.entries(texts).entries()) {
    const spoken = dialects[index % dialects.length] ?? responses
    for (const [way, work] of Object.entries(ways(policy, spoken, text))) {
      const ms = await quietest(work)
      if (ms > longest.ms) longest = { ms, where: `${content}, ${spoken.protocol.name} ${way}` }
    }
  }
  return longest
}

function assertShort(t: TestContext, { ms, where }: { readonly ms: number; readonly where: string }): void {
  t.diagnostic(`${Math.round(ms)} ms: ${where}`)
  assert.ok(ms <= turnMsMax, `${ms} ms: ${where}`)
}

describe('1 MiB does not hold the event loop', () => {
  for (const [name, policy] of Object.entries(policies))
    it(`in ${name}`, async (t) => assertShort(t, await longestOf(policy, texts)))
})

describe('a pattern that stops other engines is refused with a reason, or does not hold the event loop', () => {
  for (const { pattern, unit, end } of evilPatterns)
    it(pattern.slice(0, 40), async (t) => {
      const custom = [{ name: 'evil', pattern }]
      const evil: readonly Policy[] = [
        { policy: regex, config: { regex: pattern, flow: 'both', invert: true } },
        { policy: piiMask, config: { custom, flow: 'both' } },
        { policy: secrets, config: { custom, flow: 'both' } },
        { policy: jsonSchema, config: { schema: { properties: { a: { pattern } }, required: ['z'] }, flow: 'both' } },
      ]
      const evilText = unit.repeat(Math.ceil(size / unit.length)) + end
      for (const each of evil) {
        const parsed = each.policy.config.safeParse(each.config)
        if (!parsed.success) assert.match(String(parsed.error), /The pattern (?:uses|is|cannot|can match|matches)/)
        else {
          const texts = {
            'of it': evilText,
            'of it, short': evilText.slice(-9_000),
            'in an object': JSON.stringify({ a: evilText }),
          }
          assertShort(t, await longestOf(each, texts))
        }
      }
    })
})
