import type { ProviderRecord } from '../storage/records.ts'

const preset = ['openai-responses', 'openai-chat', 'openai-models']

/** Names of the protocols that APIs of a provider speak. */
export function dialectsOf({ dialects }: Pick<ProviderRecord, 'dialects'>): readonly string[] {
  return dialects ?? preset
}
