import assert from 'node:assert/strict'
import { EventGate } from '../pipeline/event-gate.ts'
import { piiMask } from '../policies/pii-mask/pii-mask.ts'
import { SseReader } from '../protocols/sse.ts'
import { personalSamples } from '../scanning/samples/personal-samples.ts'
import { askMany, type ManySpoken, manySpoken, readAll } from './many-texts.ts'
import { testTools } from './policy-tools.ts'
import { Random } from './random.ts'
import { type PolicyTrial, tryPolicies } from './try-policy.ts'

/** Texts of one call. */
const textsMax = 25
const words = [
  'see',
  'Größe',
  '東京',
  '😀',
  'a"b',
  '\\n',
  '{"x":1}',
  'Email_0x',
  'Phone_0123456789ab',
  'x_',
  '%4f',
  '<b>',
  'né',
  "it's",
]
const gaps = [' ', '\n', ', ', ' "', '\t', ' (', '; ', ' – ']

/**
 * Random texts with random personal data at random places: none of it goes to the provider, and an answer that quotes what did, cut at
 * random, gives the client the texts as they were.
 */
export async function maskAndRestore(cases: number, seed: number): Promise<void> {
  const random = new Random(seed)
  const tools = testTools()
  for (let done = 0; done < cases; done += textsMax) {
    const many = random.pick(manySpoken)
    const protocol = many.spoken.protocol
    const flow = random.pick(['request', 'both'])
    const trial = tryPolicies([{ policy: piiMask, config: { flow } }], { protocol, tools })
    const said = Array.from({ length: Math.min(textsMax, cases - done) }, () => randomText(random))
    const sent = await trial.request(
      JSON.parse(
        askMany(
          protocol,
          said.map(({ text }) => text),
        ),
      ),
    )
    assert.deepEqual(trial.call.failures, [])
    const masked = textsOf(sent)
    for (const [index, { values }] of said.entries())
      for (const value of values)
        assert.ok(!masked[index]?.includes(value), `seed ${seed}: ${value} is in ${masked[index]}`)
    const read = readAll(many, await answer(trial, many, { masked, random }))
    for (const [index, { text }] of said.entries())
      for (const restored of read.get(index) ?? [assert.fail(`seed ${seed}: no message ${index}`)])
        assert.equal(restored, text, `seed ${seed}`)
  }
}

function randomText(random: Random): { readonly text: string; readonly values: readonly string[] } {
  const values: string[] = []
  let text = ''
  for (let parts = random.below(6); parts >= 0; parts--) {
    const value = random.below(3) === 0 ? `u${random.below(1_000)}.x@example.org` : random.pick(personalSamples)[1]
    // Numbers that follow one another can be read as one number.
    text += `${random.pick(words)}${random.pick(gaps)}`
    if (random.below(3) === 0) continue
    values.push(value)
    text += `${value}${random.pick(gaps)}and${random.pick(gaps)}`
  }
  return { text, values }
}

function textsOf(sent: unknown): string[] {
  const lists = Object.values(sent as Record<string, unknown>).filter((member) => Array.isArray(member))
  return lists.flat().map(({ content }: { content: string }) => content)
}

/** The messages in random pieces, the bytes of them in random segments. */
async function answer(
  { call }: PolicyTrial,
  many: ManySpoken,
  { masked, random }: { readonly masked: readonly string[]; readonly random: Random },
): Promise<Buffer> {
  const all = masked.map((text) => ({ pieces: inPieces(text, random) }))
  const bytes = Buffer.concat([...all.flatMap((said, index) => many.message(said, index)), many.end(all)])
  const gate = new EventGate(call, many.spoken.protocol.readAnswer({ stripUsage: false }))
  const reader = new SseReader(33_554_432)
  const received: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    const end = at + 1 + random.below(2_000)
    const passed = await gate.take(reader.push(bytes.subarray(at, end)))
    received.push(Buffer.isBuffer(passed) ? passed : assert.fail(passed.message))
    at = end
  }
  return Buffer.concat(received)
}

function inPieces(text: string, random: Random): string[] {
  const pieces: string[] = []
  for (let at = 0; at < text.length; ) {
    const end = at + 1 + random.below(random.pick([1, 4, 40]))
    pieces.push(text.slice(at, end))
    at = end
  }
  return pieces
}
