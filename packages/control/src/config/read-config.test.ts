import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { wordCountPolicy } from '../testing/word-count-policy.ts'
import { createPolicyCatalogue } from './policy-catalogue.ts'
import { type ReadContext, type ReadResult, type ResolvedConfig, readConfig } from './read-config.ts'

const policies = createPolicyCatalogue([wordCountPolicy()])
const environment = {
  OPENAI_API_KEY: 'Bearer sk-planted-secret',
  SHORT: 'short',
  LONG: 'imported-key-of-some-length-12345678',
  CUT: 'tg_abcdefghijklmnopqrstuvwxyz0123456789',
  EMPTY: ' ',
  BROKEN: 'sk-\u2013',
}

const good = `providers:
  - { name: openai, type: openai }
plans:
  - { name: Gold, limits: [ { metric: requests, limit: 5, per: 5 minutes } ] }
  - { name: Silver }
apis:
  - name: OpenAI API
    context: /openaiapi
    version: 2.3.0
    default: true
    provider: openai
    endpoints:
      production: { url: "https://api.openai.com", credential: { env: OPENAI_API_KEY } }
    plans: [ Gold ]
    policies:
      - { policy: word-count, config: { max: 5 } }
applications:
  - name: bot
    subscriptions: [ { api: OpenAI API/2.3.0, plan: Gold } ]
    keys:
      - { name: laptop, value: { env: LONG } }
`

function read(
  t: { after(clean: () => void): void },
  text: string,
  context: Partial<ReadContext> = {},
): ReadResult<ResolvedConfig> {
  const file = join(temporaryFolder(t), 'tollgate.yaml')
  writeFileSync(file, text)
  return readConfig(file, { environment, policies, allowPrivateUpstreams: false, ...context })
}

function messageOf(result: ReadResult<unknown>): string {
  return result.ok ? '' : result.message
}

test('readConfig gives the configuration and its secrets by path', (t) => {
  const result = read(t, good)
  assert.ok(result.ok, messageOf(result))
  assert.deepEqual(Object.fromEntries(result.value.secrets), {
    'apis[0].endpoints.production.credential': 'sk-planted-secret',
    'applications[0].keys[0].value': environment.LONG,
  })
})

test('readConfig reads secrets and certificates from files beside the configuration', (t) => {
  const folder = temporaryFolder(t)
  const file = join(folder, 'tollgate.yaml')
  writeFileSync(join(folder, 'key.txt'), 'sk-from-file\n')
  writeFileSync(file, good.replace('{ env: OPENAI_API_KEY }', '{ file: key.txt }'))
  const result = readConfig(file, { environment, policies, allowPrivateUpstreams: false })
  assert.ok(result.ok, messageOf(result))
  assert.equal(result.value.secrets.get('apis[0].endpoints.production.credential'), 'sk-from-file')
})

test('readConfig names file, line, path, what was found and what is allowed', (t) => {
  const message = messageOf(read(t, good.replace('context: /openaiapi', 'context: openaiapi/')))
  assert.match(
    message,
    /^\/.*\/tollgate\.yaml:8: apis\[0\]\.context: found "openaiapi\/"; allowed: text \(path under which the API is reached: starts with a slash, has none at the end\)\.$/,
  )
})

/** What is changed in the good file, and what has to be said about it. */
const mistakes: ReadonlyArray<readonly [what: string, from: string, to: string, said: RegExp]> = [
  [
    'unknown field',
    'policies:',
    'polices:',
    /:15: apis\[0\]\.polices: there is no such field; known here: name, context, .*\. Did you mean "policies"\?/,
  ],
  [
    'number for text',
    'version: 2.3.0',
    'version: 2.30',
    /:9: apis\[0\]\.version: found 2\.3 \(a number\); allowed: text\. Put it in quotes: "2\.30"\./,
  ],
  [
    'slip in a list of values',
    'type: openai }',
    'type: opnai }',
    /providers\[0\]\.type: found "opnai"; allowed: openai, openai-compatible\. Did you mean "openai"\?/,
  ],
  ['missing field', '    context: /openaiapi\n', '', /:7: apis\[0\]\.context: is missing; give text \(path under/],
  [
    'text for a number',
    'limit: 5,',
    'limit: many,',
    /:4: plans\[0\]\.limits\[0\]\.limit: found "many"; allowed: a number \(requests or tokens, whole/,
  ],
  ['negative limit', 'limit: 5,', 'limit: -1,', /limit: found -1 \(a number\); allowed: at least 0/],
  ['bad period', '5 minutes', 'fortnight', /per: found "fortnight"; allowed: text \(one of second, minute, hour/],
  ['text for a list', 'plans: [ Gold ]', 'plans: Gold', /apis\[0\]\.plans: found "Gold"; allowed: a list/],
  [
    'nothing for fields',
    'production: { url: "https://api.openai.com", credential: { env: OPENAI_API_KEY } }',
    'production:',
    /production: found nothing; allowed: fields \(url, credential/,
  ],
  [
    'secret in the file',
    '{ env: OPENAI_API_KEY }',
    'sk-planted-secret',
    /:13: apis\[0\]\.endpoints\.production\.credential: found text of 17 characters; write { env: NAME }/,
  ],
  [
    'secret as a name',
    '{ env: OPENAI_API_KEY }',
    '{ env: sk-planted-secret }',
    /`env` does not hold the name of an environment variable/,
  ],
  [
    'secret under another field',
    '{ env: OPENAI_API_KEY }',
    '{ sk-planted-secret: x }',
    /credential: found other fields; write { env: NAME }/,
  ],
  [
    'key without a secret',
    'name: laptop, value: { env: LONG }',
    'name: laptop',
    /:21: applications\[0\]\.keys\[0\]: a key has either `value` or `hash`/,
  ],
  [
    'bad hash',
    'value: { env: LONG }',
    'hash: abc',
    /hash: found text of 3 characters; allowed: text \(what `tollgate keys create` printed\)/,
  ],
  [
    'bad date',
    'value: { env: LONG }',
    'value: { env: LONG }, expires: 2027-01-31',
    /expires: found "2027-01-31"; allowed: a date and time with its zone, such as 2027-01-31T00:00:00Z/,
  ],
  [
    'variable not set',
    'env: OPENAI_API_KEY',
    'env: NOT_SET',
    /:13: .*credential: the environment variable NOT_SET is not set; set it and start again, or write `demoWhenUnset: true`/,
  ],
  [
    'secret that could be a name',
    'env: OPENAI_API_KEY',
    'env: plantedsecret0123456789',
    /the environment variable that is named there is not set/,
  ],
  ['variable empty', 'env: OPENAI_API_KEY', 'env: EMPTY', /the environment variable EMPTY is not set/],
  [
    'file not there',
    '{ env: OPENAI_API_KEY }',
    '{ file: none.txt }',
    /the file \/.*\/none\.txt does not exist; write the secret into it/,
  ],
  [
    'credential no header takes',
    'env: OPENAI_API_KEY',
    'env: BROKEN',
    /the environment variable BROKEN has characters that cannot stand in a header/,
  ],
  [
    'demo without a credential',
    'credential: { env: OPENAI_API_KEY }',
    'demoWhenUnset: true',
    /demoWhenUnset: needs a `credential`/,
  ],
  [
    'header without a credential',
    'credential: { env: OPENAI_API_KEY }',
    'header: api-key',
    /header: names a header but there is no `credential`/,
  ],
  [
    'reserved header',
    'credential: { env: OPENAI_API_KEY }',
    'credential: { env: OPENAI_API_KEY }, header: Content-Length',
    /header: Content-Length has a meaning of its own/,
  ],
  ['reserved key header', 'default: true', 'keyHeader: host', /keyHeader: host has a meaning of its own/],
  [
    'private address',
    'https://api.openai.com',
    'http://10.0.0.1',
    /url: reaches 10\.0\.0\.1, a private address; set TOLLGATE_ALLOW_PRIVATE_UPSTREAMS=1/,
  ],
  [
    'password in the address',
    'https://api.openai.com',
    'https://me:planted-secret@api.openai.com',
    /url: has a user name or password/,
  ],
  [
    'no certificates',
    'credential: { env: OPENAI_API_KEY }',
    'trustedCertificates: tollgate.yaml',
    /trustedCertificates: .*does not hold certificates in PEM form/,
  ],
  [
    'unknown provider',
    'provider: openai\n',
    'provider: opnai\n',
    /:11: apis\[0\]\.provider: there is no provider "opnai"; there is: openai\. Did you mean "openai"\?/,
  ],
  [
    'unknown plan of an API',
    'plans: [ Gold ]',
    'plans: [ Gold, Platinum ]',
    /apis\[0\]\.plans\[1\]: there is no plan "Platinum"; there is: Gold, Silver\./,
  ],
  ['plan given twice', 'plans: [ Gold ]', 'plans: [ Gold, Gold ]', /plans\[1\]: the plan "Gold" is there twice/],
  [
    'unknown policy',
    'policy: word-count',
    'policy: word-cuont',
    /:16: apis\[0\]\.policies\[0\]\.policy: there is no policy "word-cuont"; there is: word-count\. Did you mean "word-count"\?/,
  ],
  ['wrong policy configuration', 'max: 5', 'max: 0', /:16: apis\[0\]\.policies\[0\]\.config\.max: /],
  [
    'unknown API',
    'api: OpenAI API/2.3.0',
    'api: Other/1',
    /subscriptions\[0\]\.api: there is no API "Other\/1"; there is: OpenAI API\/2\.3\.0\./,
  ],
  [
    'API without its version',
    'api: OpenAI API/2.3.0',
    'api: OpenAI API',
    /the version is missing in "OpenAI API"; write "OpenAI API\/2\.3\.0"/,
  ],
  [
    'plan that does not exist',
    'plan: Gold }',
    'plan: Golf }',
    /subscriptions\[0\]\.plan: there is no plan "Golf"; .*Did you mean "Gold"\?/,
  ],
  [
    'plan that is not offered',
    'plan: Gold }',
    'plan: Silver }',
    /OpenAI API\/2\.3\.0 offers Gold only; add "Silver" to the `plans` of the API/,
  ],
  [
    'plan of an API without plans',
    '    plans: [ Gold ]\n',
    '',
    /OpenAI API\/2\.3\.0 offers no plans; add "Gold" to the `plans`/,
  ],
  [
    'no plan where some are offered',
    ', plan: Gold }',
    ' }',
    /subscriptions\[0\]: no plan is named, and OpenAI API\/2\.3\.0 offers some; add `plan:` with one of: Gold/,
  ],
  [
    'subscribed twice',
    '[ { api: OpenAI API/2.3.0, plan: Gold } ]',
    '[ { api: OpenAI API/2.3.0, plan: Gold }, { api: OpenAI API/2.3.0, plan: Gold } ]',
    /subscriptions\[1\]: the subscription of bot to "OpenAI API\/2\.3\.0" is there twice/,
  ],
  [
    'short imported key',
    'env: LONG',
    'env: SHORT',
    /keys\[0\]\.value: the key has 5 characters; an imported key needs at least 32/,
  ],
  ['imported key cut', 'env: LONG', 'env: CUT', /the key starts with tg_ but is not whole/],
  ['name twice', 'name: Silver', 'name: Gold', /:5: plans\[1\]\.name: the plan "Gold" is there twice/],
  [
    'key name twice',
    '{ env: LONG } }\n',
    `{ env: LONG } }\n      - { name: laptop, hash: ${'a'.repeat(64)} }\n`,
    /keys\[1\]\.name: the key of bot "laptop" is there twice/,
  ],
  [
    'one key in two places',
    '{ env: LONG } }\n',
    '{ env: LONG } }\n      - { name: other, value: { env: LONG } }\n',
    /keys\[1\]: is the same key as applications\[0\]\.keys\[0\]/,
  ],
  ['control character in a name', 'name: Silver', 'name: "Sil\\nver"', /has a line break or another control character/],
  ['address that folds away', 'context: /openaiapi', 'context: /a/../b', /a part of an address may not be \. or \.\./],
]

for (const [what, from, to, said] of mistakes) {
  test(`readConfig refuses: ${what}`, (t) => {
    assert.ok(good.includes(from))
    const result = read(t, good.replace(from, to))
    assert.equal(result.ok, false)
    assert.match(messageOf(result), said)
    assert.doesNotMatch(messageOf(result), /planted-?secret/)
  })
}

const secondApi = `  - name: Second
    context: CONTEXT
    version: VERSION
    default: DEFAULT
    provider: openai
    endpoints: { production: { url: "https://api.openai.com" } }
applications:`

function withSecond(context: string, version: string, isDefault: boolean): string {
  const second = secondApi.replace('CONTEXT', context).replace('VERSION', version).replace('DEFAULT', String(isDefault))
  return good.replace('applications:', second)
}

test('readConfig lets no two APIs answer at one address', (t) => {
  assert.equal(messageOf(read(t, withSecond('/openaiapi', '2.4.0', false))), '')
  assert.match(
    messageOf(read(t, withSecond('/openaiapi', '2.3.0', false))),
    /apis\[1\]\.version: the address \/openaiapi\/2\.3\.0 is taken by OpenAI API\/2\.3\.0/,
  )
  assert.match(
    messageOf(read(t, withSecond('/openaiapi', '2.4.0', true))),
    /apis\[1\]\.default: OpenAI API\/2\.3\.0 is the default version of \/openaiapi already/,
  )
  assert.match(
    messageOf(read(t, withSecond('/openaiapi/2.3.0', 'v1', true))),
    /apis\[1\]\.default: the address \/openaiapi\/2\.3\.0 is taken by/,
  )
})

test('readConfig collects all problems, in the order of the file', (t) => {
  const text = good
    .replace('https://api', 'ftp://api')
    .replace('provider: openai\n', 'provider: none\n')
    .replace('env: LONG', 'env: SHORT')
  const lines = messageOf(read(t, text)).split('\n')
  assert.match(lines[0] ?? '', /tollgate\.yaml has 3 problems:$/)
  assert.deepEqual(
    lines.slice(1).map((line) => /:(\d+): /.exec(line)?.[1]),
    ['11', '13', '21'],
  )
})

test('readConfig shows the first fifty of very many problems', (t) => {
  const message = messageOf(read(t, `plans: [ ${'{}, '.repeat(60)} ]\n`))
  assert.equal(message.split('\n').length, 52)
  assert.match(message, /has 60 problems:[\s\S]*\n {2}and 10 more$/)
})

test('readConfig leaves the demo provider to an endpoint that asks for it', (t) => {
  const text = good.replace('{ env: OPENAI_API_KEY }', '{ env: NOT_SET }, demoWhenUnset: true')
  const result = read(t, text)
  assert.ok(result.ok, messageOf(result))
  assert.equal(result.value.secrets.has('apis[0].endpoints.production.credential'), false)
})

test('readConfig takes private addresses where they are allowed', (t) => {
  assert.equal(
    messageOf(read(t, good.replace('https://api.openai.com', 'http://127.0.0.1:9'), { allowPrivateUpstreams: true })),
    '',
  )
})

test('readConfig refuses a file that is empty, missing, no YAML or no file', (t) => {
  assert.match(messageOf(read(t, '')), /tollgate\.yaml is empty/)
  assert.match(messageOf(read(t, '# only a comment\n')), /is empty/)
  assert.match(messageOf(read(t, 'apis: [\n')), /tollgate\.yaml:2: is not YAML that can be read/)
  assert.match(messageOf(read(t, '- a\n')), /found a list; allowed: fields \(teams, providers, plans/)
  const folder = temporaryFolder(t)
  const context = { environment, policies, allowPrivateUpstreams: false }
  assert.match(
    messageOf(readConfig(join(folder, 'none.yaml'), context)),
    /^There is no configuration file .*none\.yaml\.$/,
  )
  assert.match(messageOf(readConfig(folder, context)), /cannot be read: it is no regular file/)
})

test('readConfig takes a file that serves nothing yet', (t) => {
  assert.equal(messageOf(read(t, 'apis: []\n')), '')
})
