import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { toolPath } from './run-process.ts'
import { temporaryFolder } from './temporary-folder.ts'

export interface CodexConnection {
  readonly baseUrl: string
  readonly key: string
  /** PEM file that Codex is told to trust, and by which variable. */
  readonly certificate?: { readonly file: string; readonly by: 'SSL_CERT_FILE' | 'CODEX_CA_CERTIFICATE' }
  /** The whole config.toml in place of the seed guide's. */
  readonly config?: string
  /** Puts something into the folder that Codex works in, before it starts. */
  readonly prepare?: (workFolder: string) => Promise<void>
}

/** A home in which Codex finds its configuration and nothing else. */
export interface CodexHome extends AsyncDisposable {
  readonly environment: Readonly<Record<string, string>>
  readonly workFolder: string
}

export async function codexHome(connection: CodexConnection): Promise<CodexHome> {
  const folder = await temporaryFolder()
  const codexFolder = join(folder.path, '.codex')
  const workFolder = join(folder.path, 'work')
  await mkdir(codexFolder)
  await mkdir(workFolder)
  const trust = `\n[projects."${workFolder}"]\ntrust_level = "trusted"\n`
  await writeFile(join(codexFolder, 'config.toml'), (connection.config ?? seedGuideConfig(connection.baseUrl)) + trust)
  const { certificate, prepare } = connection
  await prepare?.(workFolder)
  const environment = {
    HOME: folder.path,
    CODEX_HOME: codexFolder,
    PATH: toolPath(),
    SHELL: '/bin/sh',
    TERM: 'xterm-256color',
    OPENAI_AUTH_TOKEN: connection.key,
    // What Codex would like to fetch from elsewhere fails at once: a test's traffic stays on this machine.
    HTTPS_PROXY: 'http://127.0.0.1:9',
    NO_PROXY: 'localhost,127.0.0.1,::1',
    ...(certificate === undefined ? {} : { [certificate.by]: certificate.file }),
  }
  return { environment, workFolder, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() }
}

/** The example of the seed guide's step 3, word for word but for the address. */
export function seedGuideConfig(baseUrl: string): string {
  return `model = "gpt-5.4"
model_provider = "openaicustom"

[model_providers.openaicustom]
name = "WSO2 OPEN AI PROXY"
base_url = "${baseUrl}"
env_key = "OPENAI_AUTH_TOKEN"
wire_api = "responses"
env_http_headers = { "ApiKey" = "OPENAI_AUTH_TOKEN" }
`
}
