import type { JsonObject } from '../api-client/json.ts'
import type { ActionOutput } from '../noun-commands/noun.ts'
import { printable } from '../terminal/printable.ts'

/** What a provider answered to a test; a failed one is exit code 1. */
export const endpointTestResult: ActionOutput = {
  kind: 'sentence',
  say: ({ ok, status, latencyMs, modelCount, problem }: JsonObject) => {
    if (ok !== true) return printable(String(problem ?? `The provider answered ${status}.`))
    const models = typeof modelCount === 'number' ? `: ${modelCount} model${modelCount === 1 ? '' : 's'}` : ''
    return `The provider answered in ${latencyMs} ms${models}.`
  },
  failed: ({ ok }) => ok !== true,
}
