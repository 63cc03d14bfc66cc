import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connectedConfig } from './edit-config.ts'

const connection = { baseUrl: 'https://localhost:8243/openaiapi/2.3.0', model: 'gpt-5.4' }

const block = `[model_providers.openaicustom]
name = "Tollgate"
base_url = "https://localhost:8243/openaiapi/2.3.0"
env_key = "OPENAI_AUTH_TOKEN"
wire_api = "responses"
env_http_headers = { "ApiKey" = "OPENAI_AUTH_TOKEN" }
`

const root = 'model = "gpt-5.4"\nmodel_provider = "openaicustom"\n'

function edited(text: string): string {
  const outcome = connectedConfig(text, connection)
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.reason)
  return outcome.text
}

function refused(text: string): string {
  const outcome = connectedConfig(text, connection)
  assert.equal(outcome.ok, false)
  return outcome.ok ? '' : outcome.reason
}

const cases: Array<{ name: string; before: string; after: string }> = [
  { name: 'an empty file', before: '', after: `${root}\n${block}` },
  {
    name: 'tables but no root keys: ours stand first',
    before: '# mine\n[tui]\ntheme = "dark" # at night\n',
    after: `${root}\n# mine\n[tui]\ntheme = "dark" # at night\n\n${block}`,
  },
  {
    name: 'root keys: ours follow the last one, comments stay',
    before: '# top\napproval_policy = "on-request" # ask me\n\n# look\n[tui]\nnotifications = true\n',
    after: `# top\napproval_policy = "on-request" # ask me\n${root}\n# look\n[tui]\nnotifications = true\n\n${block}`,
  },
  {
    name: 'other values of our keys are replaced where they stand',
    before: `model="o3"#old\n  model_provider\t=\t'openai'   # was\npersonality = "x"\n`,
    after: `model="gpt-5.4"#old\n  model_provider\t=\t"openaicustom"   # was\npersonality = "x"\n\n${block}`,
  },
  {
    name: 'the block of the guide: only what differs is touched, foreign keys stay',
    before: `${root}
[model_providers.openaicustom]
name = "WSO2 OPEN AI PROXY"
base_url = "https://apim:8243/openaiapi/2.3.0" # office
stream_max_retries = 2
env_key = "OPENAI_AUTH_TOKEN"
wire_api = "responses"
env_http_headers = { "ApiKey" = "OPENAI_AUTH_TOKEN" }

# after
[projects."/home/me"]
trust_level = "trusted"
`,
    after: `${root}
[model_providers.openaicustom]
name = "Tollgate"
base_url = "https://localhost:8243/openaiapi/2.3.0" # office
stream_max_retries = 2
env_key = "OPENAI_AUTH_TOKEN"
wire_api = "responses"
env_http_headers = { "ApiKey" = "OPENAI_AUTH_TOKEN" }

# after
[projects."/home/me"]
trust_level = "trusted"
`,
  },
  {
    name: 'missing keys join the table they belong to',
    before: `${root}\n[ model_providers . "openaicustom" ] # hand made\n# what\nname = "Tollgate"\n[tui]\n`,
    after: `${root}
[ model_providers . "openaicustom" ] # hand made
# what
name = "Tollgate"
base_url = "https://localhost:8243/openaiapi/2.3.0"
env_key = "OPENAI_AUTH_TOKEN"
wire_api = "responses"
env_http_headers = { "ApiKey" = "OPENAI_AUTH_TOKEN" }
[tui]
`,
  },
  {
    name: 'further headers stay, inline',
    before: `${root}\n${block.replace('{ "ApiKey" = "OPENAI_AUTH_TOKEN" }', `{ X-Tollgate-User = "USER" }`)}`,
    after: `${root}\n${block.replace('{ "ApiKey" = "OPENAI_AUTH_TOKEN" }', '{ "X-Tollgate-User" = "USER", "ApiKey" = "OPENAI_AUTH_TOKEN" }')}`,
  },
  {
    name: 'further headers stay, as a table of their own',
    before: `${root}\n${block.replace(/env_http.*\n/, '')}[model_providers.openaicustom.env_http_headers]\nX-Tollgate-User = "USER"\napikey = "OLD"`,
    after: `${root}\n${block.replace(/env_http.*\n/, '')}[model_providers.openaicustom.env_http_headers]\nX-Tollgate-User = "USER"\napikey = "OPENAI_AUTH_TOKEN"`,
  },
  {
    name: 'a text without a line break at its end',
    before: '[tui]\ntheme = "dark"',
    after: `${root}\n[tui]\ntheme = "dark"\n\n${block}`,
  },
  {
    name: 'what only looks like a header or a key is none',
    before: `developer_instructions = """
[model_providers.openaicustom]
model = "x"
quotes \\""" and ""two"""""
notify = [
  "a]", # ]
  '[tui]',
]
started = 2026-11-22 10:00:00 # with a space
big = 9223372036854775807
`,
    after: `developer_instructions = """
[model_providers.openaicustom]
model = "x"
quotes \\""" and ""two"""""
notify = [
  "a]", # ]
  '[tui]',
]
started = 2026-11-22 10:00:00 # with a space
big = 9223372036854775807
${root}
${block}`,
  },
]

for (const { name, before, after } of cases) {
  test(`connectedConfig: ${name}`, () => {
    assert.equal(edited(before), after)
    assert.equal(edited(after), after, 'a second time changes nothing')
  })
}

test('connectedConfig: Windows line breaks and a byte order mark stay', () => {
  const before = '\ufeff# mine\r\n[tui]\r\ntheme = "dark"\r\n'
  const after = edited(before)
  assert.equal(after.startsWith('\ufeffmodel = "gpt-5.4"\r\n'), true)
  assert.equal(after.replaceAll('\r\n', '').includes('\n'), false)
  assert.equal(edited(after), after)
})

test('connectedConfig: invalid TOML is refused with line and column', () => {
  assert.match(refused('model = "x"\nmodel = \n'), /^line 2, column \d+ is not valid TOML: /)
})

test('connectedConfig: forms that cannot be changed safely are refused', () => {
  const unsafe = /cannot change safely/
  assert.match(refused('model_providers = { openaicustom = { name = "x" } }\n'), unsafe)
  assert.match(refused('[model_providers]\nopenaicustom = { name = "x" }\n'), unsafe)
  assert.match(refused('model_providers.openaicustom.name = "x"\n'), unsafe)
  assert.match(refused('[[model_providers]]\nname = "x"\n'), unsafe)
})

test('connectedConfig: settings beside which the key would not be sent are refused by name', () => {
  assert.match(refused(`${block}[model_providers.openaicustom.auth]\ncommand = "token"\n`), /"auth"/)
  assert.match(refused(`${block}requires_openai_auth = true\n`), /requires_openai_auth/)
})

test('connectedConfig: a quote in a value is escaped', () => {
  const outcome = connectedConfig('', { ...connection, model: 'a"b\\c' })
  assert.ok(outcome.ok)
  assert.match(outcome.text, /^model = "a\\"b\\\\c"\n/)
})
