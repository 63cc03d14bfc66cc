import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { ensureDataFolder } from '../files/data-folder.ts'
import { failureReason } from '../files/failure-reason.ts'
import { writeAtomically } from '../files/write-atomically.ts'
import { PlainFailure } from '../plain-failure.ts'
import { keyDigest } from '../secrets/key-digest.ts'
import { mintKey } from '../secrets/mint-key.ts'

export interface FirstKey {
  readonly application: string
  readonly key: string
}

/** Writes a first configuration where there is none, and returns the key in it: the only time it is known. */
export function ensureStarterConfig(file: string, pepper: string): FirstKey | null {
  if (existsSync(file)) return null
  ensureDataFolder(dirname(file))
  const key = mintKey()
  try {
    writeAtomically(file, starterConfig(keyDigest(pepper, key)), { mode: 0o600 })
  } catch (error) {
    throw new PlainFailure(`The configuration file ${file} cannot be written: ${failureReason(error)}.`, {
      cause: error,
    })
  }
  return { application: 'my-laptop', key }
}

function starterConfig(keyHash: string): string {
  return `# What Tollgate serves. Change it and save: it is in force within a second, without a restart, and no call is dropped.
# A mistake changes nothing: Tollgate says what is wrong and goes on with what was there before.
# To have a file checked before it is served: npx tollgate config check --config FILE

# Whoever answers in the end. openai-compatible: anything that speaks like OpenAI (vLLM, Ollama …).
providers:
  - name: openai
    type: openai

# What a subscription may use. metric: requests, total-tokens, input-tokens or output-tokens;
# per: minute, hour, day, week, month, or several of them ("5 minutes"). outputCap: output tokens of one call.
plans:
  - name: AIBronze
    limits:
      - { metric: total-tokens, limit: 1000000, per: day }
      - { metric: requests, limit: 60, per: minute }
    outputCap: 16000
  - name: AISilver
    limits:
      - { metric: total-tokens, limit: 5000000, per: day }
      - { metric: requests, limit: 300, per: minute }
    outputCap: 32000
  - name: AIGold
    limits:
      - { metric: total-tokens, limit: 20000000, per: day }
      - { metric: requests, limit: 1000, per: minute }
    outputCap: 64000
  - name: Unlimited

# An API is reached at its context and version: https://localhost:8243/openaiapi/2.3.0
apis:
  - name: OpenAI API
    context: /openaiapi
    version: 2.3.0
    # This version also answers without one: https://localhost:8243/openaiapi
    default: true
    provider: openai
    endpoints:
      production:
        # /v1 is implied where the address has no path.
        url: https://api.openai.com
        # The secret itself never stands here: { env: NAME } or { file: PATH }.
        credential: { env: OPENAI_API_KEY }
        # While the variable is not set, a built-in demo provider answers, and says so.
        demoWhenUnset: true
    plans: [ AIBronze, AISilver, AIGold, Unlimited ]

# Who calls. One application for each tool or team, one key for each person or machine:
#   npx tollgate keys create --application my-laptop --name second
applications:
  - name: my-laptop
    subscriptions:
      - { api: OpenAI API/2.3.0, plan: AIGold }
    keys:
      - name: first
        type: production
        # Only a hash is kept. The key was shown once; if it is lost, make another and set \`revoked: true\` here.
        hash: ${keyHash}
`
}
