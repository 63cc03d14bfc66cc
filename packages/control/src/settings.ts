import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { PlainFailure } from './plain-failure.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** What the environment says, read once at the start. */
export interface Settings {
  readonly home: string
  readonly configFile: string
  /** False where the starter file in the data folder is meant, which is made when it is missing. */
  readonly configFileNamed: boolean
  readonly controlToken: string | undefined
  readonly controlPort: number
  readonly publicUrl: URL | undefined
  readonly allowPrivateUpstreams: boolean
  readonly ownCertificate: { readonly certificateFile: string; readonly keyFile: string } | undefined
  /** Where secret references of the configuration are looked up. */
  readonly environment: Environment
}

export function readSettings(environment: Environment, configOption: string | undefined): Settings {
  const home = resolve(given(environment, 'TOLLGATE_HOME') ?? join(homedir(), '.tollgate'))
  const namedConfig = configOption ?? given(environment, 'TOLLGATE_CONFIG')
  return {
    home,
    configFile: resolve(namedConfig ?? join(home, 'tollgate.yaml')),
    configFileNamed: namedConfig !== undefined,
    controlToken: given(environment, 'TOLLGATE_CONTROL_TOKEN'),
    controlPort: readPort(given(environment, 'TOLLGATE_CONTROL_PORT')),
    publicUrl: readPublicUrl(given(environment, 'TOLLGATE_PUBLIC_URL')),
    allowPrivateUpstreams: given(environment, 'TOLLGATE_ALLOW_PRIVATE_UPSTREAMS') === '1',
    ownCertificate: readOwnCertificate(environment),
    environment,
  }
}

function given(environment: Environment, name: string): string | undefined {
  const value = environment[name]?.trim()
  return value === '' ? undefined : value
}

function readPort(text: string | undefined): number {
  if (text === undefined) return 0
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new PlainFailure(`TOLLGATE_CONTROL_PORT is "${text}": give a port from 0 to 65535.`)
  return port
}

function readPublicUrl(text: string | undefined): URL | undefined {
  if (text === undefined) return undefined
  const url = URL.parse(text)
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.hostname === '')
    throw new PlainFailure(
      `TOLLGATE_PUBLIC_URL is "${text}": give a whole address such as https://gateway.example.com.`,
    )
  return url
}

function readOwnCertificate(environment: Environment): Settings['ownCertificate'] {
  const certificateFile = given(environment, 'TOLLGATE_TLS_CERTIFICATE')
  const keyFile = given(environment, 'TOLLGATE_TLS_KEY')
  if (certificateFile === undefined && keyFile === undefined) return undefined
  if (certificateFile === undefined || keyFile === undefined)
    throw new PlainFailure('TOLLGATE_TLS_CERTIFICATE and TOLLGATE_TLS_KEY go together: set both, or neither.')
  return { certificateFile: resolve(certificateFile), keyFile: resolve(keyFile) }
}
