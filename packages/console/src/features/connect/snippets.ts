import { certificateVariable, keyHeader, keyVariable, providerLines } from '@tollgate/contract/codex-provider'
import { exportFileHere, exportLine, type Shell, shellWord } from '@tollgate/contract/shell-lines'

/** What is pasted. Everything that comes from somebody is quoted for the place where it stands. */
export interface Connecting {
  /** Whole, with the path of the API. */
  readonly baseUrl: string
  readonly model: string
  /** `<your key>` where it is not known. */
  readonly key: string
  readonly shell: Shell
  readonly hasOwnCertificate: boolean
  /** That carries the key besides `Authorization`; null: those that every API takes. */
  readonly header: string | null
  /** Where this console is, which also has the command for other machines. */
  readonly consoleUrl: string
}

export const offeredShells = ['bash', 'fish', 'powershell'] as const
const certificateFile = 'gateway_certificate.pem'

/** `~/.codex/config.toml`, the two names at its top. */
export function codexConfig({ baseUrl, model, header }: Pick<Connecting, 'baseUrl' | 'model' | 'header'>): string {
  return providerLines({ baseUrl, model, header: header ?? undefined }).join('\n')
}

/** Key, certificate and the one command, on any machine that has Node. The flag of npm holds for this call only. */
export function connectCommand(connecting: Connecting): string {
  const { baseUrl, model, shell, key, header, hasOwnCertificate, consoleUrl } = connecting
  const word = (text: string) => shellWord(shell, text)
  const command = [
    `npx${hasOwnCertificate ? ` --cafile=${certificateFile}` : ''} ${word(`${consoleUrl}/cli.tgz`)} connect codex`,
    `--url ${word(baseUrl)} --model ${word(model)}`,
    ...(header === null ? [] : [`--header ${word(header)}`]),
    ...(hasOwnCertificate ? [`--certificate ${certificateFile}`] : []),
  ]
  return [
    exportLine(shell, keyVariable, key),
    ...(hasOwnCertificate && canFetch(shell) ? [fetchCertificate(baseUrl)] : []),
    command.join(' '),
  ].join('\n')
}

/** Windows has no openssl: there the certificate is downloaded. */
export function canFetch(shell: Shell): boolean {
  return shell !== 'powershell'
}

/** The line that makes Codex trust the certificate in the folder one is in. */
export function trustLine(shell: Shell): string {
  return exportFileHere(shell, certificateVariable, certificateFile)
}

export function fetchCertificate(baseUrl: string): string {
  const { hostname, port } = new URL(baseUrl)
  return `echo -n | openssl s_client -connect ${hostname}:${port || '443'} | sed -ne '/-BEGIN CERTIFICATE-/,/-END CERTIFICATE-/p' > ${certificateFile}`
}

export function curlCommand({ baseUrl, model, shell, header, hasOwnCertificate }: Connecting): string {
  const trust = hasOwnCertificate ? ` --cacert ${certificateFile}` : ''
  const variable = shell === 'powershell' ? `$env:${keyVariable}` : `$${keyVariable}`
  const body = JSON.stringify({ model, input: 'Say hello.' })
  return `curl${trust} ${shellWord(shell, `${baseUrl}/responses`)} -H "${header ?? keyHeader[0]}: ${variable}" -H 'Content-Type: application/json' -d ${shellWord(shell, body)}`
}

export function pythonProgram({ baseUrl, model, header }: Connecting): string {
  const own = header === null ? '' : `, default_headers={${JSON.stringify(header)}: key}`
  return [
    'import os',
    'from openai import OpenAI',
    '',
    `key = os.environ["${keyVariable}"]`,
    `client = OpenAI(base_url=${JSON.stringify(baseUrl)}, api_key=key${own})`,
    `print(client.responses.create(model=${JSON.stringify(model)}, input="Say hello.").output_text)`,
  ].join('\n')
}

export function javascriptProgram({ baseUrl, model, header }: Connecting): string {
  const own = header === null ? '' : `, defaultHeaders: { ${JSON.stringify(header)}: apiKey }`
  return [
    "import OpenAI from 'openai'",
    '',
    `const apiKey = process.env.${keyVariable}`,
    `const client = new OpenAI({ baseURL: ${JSON.stringify(baseUrl)}, apiKey${own} })`,
    `const { output_text } = await client.responses.create({ model: ${JSON.stringify(model)}, input: 'Say hello.' })`,
    'console.log(output_text)',
  ].join('\n')
}

/** `opencode.json` of a project. */
export function opencodeConfig({ baseUrl, model, header }: Connecting): string {
  const apiKey = `{env:${keyVariable}}`
  const options = { baseURL: baseUrl, apiKey, ...(header === null ? {} : { headers: { [header]: apiKey } }) }
  const provider = { npm: '@ai-sdk/openai-compatible', name: 'Tollgate', options, models: { [model]: {} } }
  const config = {
    $schema: 'https://opencode.ai/config.json',
    provider: { tollgate: provider },
    model: `tollgate/${model}`,
  }
  return JSON.stringify(config, null, 2)
}
