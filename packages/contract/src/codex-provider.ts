/** The words of Codex's configuration that Tollgate writes and shows; they are the ones of the guide, so that either can follow the other. */

export const providerId = 'openaicustom'
export const keyVariable = 'OPENAI_AUTH_TOKEN'
export const certificateVariable = 'CODEX_CA_CERTIFICATE'
export const defaultModel = 'gpt-5.4'
export const defaultApiPath = '/openaiapi/2.3.0'

/** The header that carries the key beside `Authorization`, and the variable that Codex takes it from. */
export const keyHeader = ['ApiKey', keyVariable] as const

export interface ProviderTable {
  readonly name: string
  readonly base_url: string
  readonly env_key: string
  readonly wire_api: string
  readonly env_http_headers: Readonly<Record<string, string>>
}

/** The keys of `[model_providers.openaicustom]` in the order in which they are written, as parsed TOML. */
export function providerTable(baseUrl: string, header: string = keyHeader[0]): ProviderTable {
  return {
    name: 'Tollgate',
    base_url: baseUrl,
    env_key: keyVariable,
    wire_api: 'responses',
    env_http_headers: { [header]: keyVariable },
  }
}

/** The whole change as lines to paste into `~/.codex/config.toml`. */
export function providerLines(connection: { baseUrl: string; model: string; header?: string | undefined }): string[] {
  return [
    `model = ${tomlString(connection.model)}`,
    `model_provider = ${tomlString(providerId)}`,
    '',
    `[model_providers.${providerId}]`,
    ...Object.entries(providerTable(connection.baseUrl, connection.header)).map(
      ([key, value]) => `${key} = ${tomlValue(value)}`,
    ),
  ]
}

/** A string, or a table of strings on one line. */
export function tomlValue(value: string | Readonly<Record<string, string>>): string {
  if (typeof value === 'string') return tomlString(value)
  const pairs = Object.entries(value).map(([key, text]) => `${tomlString(key)} = ${tomlString(text)}`)
  return `{ ${pairs.join(', ')} }`
}

/** JSON's escapes are TOML's, but for DEL, which TOML wants escaped too. */
export function tomlString(text: string): string {
  return JSON.stringify(text).replaceAll('\u007f', '\\u007f')
}
