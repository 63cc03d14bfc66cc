import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { paletteFor } from '../terminal/palette.ts'
import { type ReadyFacts, readyScreen } from './ready-screen.ts'

const facts: ReadyFacts = {
  seconds: 0.94,
  control: {
    type: 'ready',
    url: 'http://127.0.0.1:4000',
    consoleUrl: 'https://localhost:9443',
    admin: { email: 'admin@localhost', password: 'one-time' },
    configFile: '/people/ann/.tollgate/tollgate.yaml',
    certificateFile: '/people/ann/.tollgate/tls/certificate.pem',
    certificateKeyFile: '/people/ann/.tollgate/tls/key.pem',
    firstKey: { application: 'my-laptop', key: 'tg_secret' },
    apis: [{ name: 'OpenAI API', context: '/openaiapi', version: '2.3.0', state: 'published', demo: true }],
    warnings: ['The plan AIGold is used by nobody.'],
  },
  addresses: {
    https: 'https://localhost:8243',
    http: 'http://127.0.0.1:8280',
    public: 'https://localhost:8243',
  },
  dataFolder: '/people/ann/.tollgate',
  isDefaultFolder: true,
  certificateToTrust: '/people/ann/.tollgate/tls/certificate.pem',
  shell: 'bash',
  userFolder: '/people/ann',
}

const plain = paletteFor(new PassThrough(), {})

test('readyScreen: the first start says everything on one screen', () => {
  const screen = readyScreen(facts, plain)
  assert.equal(
    screen,
    `ready in 0.9 s · https://localhost:8243 · http://127.0.0.1:8280

OpenAI API 2.3.0  https://localhost:8243/openaiapi/2.3.0  the demo provider answers until its key is set

Your first key, of the application my-laptop: shown once, stored only as a hash
  tg_secret

Connect Codex in the terminal where you will use it:
  export OPENAI_AUTH_TOKEN="tg_secret"
  export CODEX_CA_CERTIFICATE="/people/ann/.tollgate/tls/certificate.pem"
  npx tollgate connect codex  # shows the change first; --undo takes it back
  codex
Or by hand, instead of the npx line, in ~/.codex/config.toml:
  model = "gpt-5.4"
  model_provider = "openaicustom"

  [model_providers.openaicustom]
  name = "Tollgate"
  base_url = "https://localhost:8243/openaiapi/2.3.0"
  env_key = "OPENAI_AUTH_TOKEN"
  wire_api = "responses"
  env_http_headers = { "ApiKey" = "OPENAI_AUTH_TOKEN" }

Console        https://localhost:9443 (REST API: /api/docs)
Administrator  admin@localhost · one-time (shown once)
Configuration  ~/.tollgate/tollgate.yaml (a saved change is in force at once)
Data           ~/.tollgate
Stop           Ctrl-C (open calls may end first; a second Ctrl-C does not wait)
warning  The plan AIGold is used by nobody.
`,
  )
  assert.ok(screen.split('\n').length <= 40)
})

test('readyScreen: a later start names the way to another key', () => {
  const screen = readyScreen({ ...facts, control: { ...facts.control, firstKey: null } }, plain)
  assert.match(screen, /^Another key {2}npx tollgate keys create --application NAME --name NAME$/m)
  assert.match(screen, /^ {2}export OPENAI_AUTH_TOKEN="<your key>"$/m)
})

test('readyScreen: commands work as pasted, with another folder, shell, address or certificate', () => {
  const screen = readyScreen(
    {
      ...facts,
      dataFolder: '/srv/gate',
      isDefaultFolder: false,
      shell: 'fish',
      certificateToTrust: null,
      addresses: { ...facts.addresses, public: 'https://gateway.example.com' },
    },
    plain,
  )
  const url = 'https://gateway.example.com/openaiapi/2.3.0'
  assert.match(
    screen,
    new RegExp(`^ {2}env TOLLGATE_HOME="/srv/gate" npx tollgate connect codex --url ${url} {2}#`, 'm'),
  )
  assert.match(screen, /^ {2}set -gx OPENAI_AUTH_TOKEN "tg_secret"$/m)
  assert.doesNotMatch(screen, /CODEX_CA_CERTIFICATE/)
})

test('readyScreen: an API that takes no calls is not what Codex is sent to', () => {
  const blocked = { name: 'A', context: '/a', version: '1', state: 'blocked', demo: false }
  const open = { name: 'Bee', context: '/b', version: '2', state: 'deprecated', demo: false }
  const screen = readyScreen({ ...facts, control: { ...facts.control, apis: [blocked, open] } }, plain)
  assert.match(screen, /^A 1 {4}https:\/\/localhost:8243\/a\/1 {2}blocked$/m)
  assert.match(screen, /base_url = "https:\/\/localhost:8243\/b\/2"/)
  assert.match(readyScreen({ ...facts, control: { ...facts.control, apis: [] } }, plain), /^No API is configured yet/m)
})
