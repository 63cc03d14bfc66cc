import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Type, Types } from './declared-types.ts'

/** The schemas of a dialect: what its clients send, and what a provider answers. */
export interface Dialect {
  /** A protocol's name, and its folder in `protocols/`. */
  readonly protocol: string
  readonly requests: readonly Type[]
  readonly answers: readonly Type[]
}

/** The `openai` package is generated from OpenAI's own description of its API; tests/agents has a version of it. */
export function readDialects(): readonly Dialect[] {
  const types = new Types()
  const dialect = (
    protocol: string,
    path: string,
    names: { readonly requests: string[]; readonly answers: string[] },
  ) => {
    const file = declarationFile(path)
    const find = (name: string) => types.find([name], { file, scope: [] })
    return { protocol, requests: names.requests.map(find), answers: names.answers.map(find) }
  }
  return [
    dialect('openai-responses', 'responses/responses.d.ts', {
      requests: ['ResponseCreateParamsBase'],
      answers: ['Response', 'ResponseStreamEvent'],
    }),
    dialect('openai-chat', 'chat/completions/completions.d.ts', {
      requests: ['ChatCompletionCreateParamsBase'],
      answers: ['ChatCompletion', 'ChatCompletionChunk'],
    }),
  ]
}

function declarationFile(path: string): string {
  const file = fileURLToPath(new URL(`../../agents/node_modules/openai/resources/${path}`, import.meta.url))
  if (!existsSync(file)) throw new Error('the schemas are not installed: run `npm ci` in tests/agents')
  return file
}
