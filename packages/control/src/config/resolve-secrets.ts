import { resolve } from 'node:path'
import type { ConfigFile, EndpointConfig, KeyConfig, SecretReference } from '@tollgate/contract/config-file'
import { readBounded } from '../files/read-bounded.ts'
import type { Environment } from '../settings.ts'
import { cleanCredential } from './credential.ts'
import { holdsCertificates } from './holds-certificates.ts'
import { type ConfigProblem, type FieldPath, formatPath } from './problem.ts'

/** The texts behind references, by the path of the field that holds the reference; what is missing there is not set. */
export type ResolvedSecrets = ReadonlyMap<string, string>

export interface SecretSources {
  environment: Environment
  /** Folder of the configuration file: paths in it are relative to that. */
  folder: string
}

export interface SecretResolution {
  secrets: ResolvedSecrets
  problems: ConfigProblem[]
}

type Found = { kind: 'text'; text: string } | { kind: 'unset'; sentence: string } | { kind: 'broken'; sentence: string }

const secretBytesMax = 64 * 1024
const certificatesBytesMax = 4 * 1024 * 1024

export function resolveSecrets(config: ConfigFile, sources: SecretSources): SecretResolution {
  const resolution = { secrets: new Map<string, string>(), problems: [] as ConfigProblem[] }
  for (const [path, endpoint] of endpointsOf(config)) {
    resolveCredential(endpoint, path, sources, resolution)
    resolveCertificates(endpoint, path, sources, resolution)
  }
  for (const [path, key] of keysOf(config)) resolveKey(key, path, sources, resolution)
  return resolution
}

export function* endpointsOf(config: ConfigFile): Generator<[path: FieldPath, endpoint: EndpointConfig]> {
  for (const [index, api] of config.apis.entries()) {
    yield [['apis', index, 'endpoints', 'production'], api.endpoints.production]
    if (api.endpoints.sandbox !== undefined) yield [['apis', index, 'endpoints', 'sandbox'], api.endpoints.sandbox]
  }
}

export function* keysOf(config: ConfigFile): Generator<[path: FieldPath, key: KeyConfig]> {
  for (const [index, application] of config.applications.entries())
    for (const [position, key] of application.keys.entries()) yield [['applications', index, 'keys', position], key]
}

type Collector = { secrets: Map<string, string>; problems: ConfigProblem[] }

function resolveCredential(endpoint: EndpointConfig, at: FieldPath, sources: SecretSources, into: Collector): void {
  if (endpoint.credential === undefined || 'stored' in endpoint.credential) return
  const path = [...at, 'credential']
  const found = lookUp(endpoint.credential, sources)
  if (found.kind === 'unset' && endpoint.demoWhenUnset) return
  if (found.kind !== 'text') {
    const way = found.kind === 'unset' ? ', or write `demoWhenUnset: true` beside it to try without' : ''
    into.problems.push({ path, message: `${found.sentence}${way}` })
    return
  }
  const clean = cleanCredential(found.text, endpoint.header)
  if ('problem' in clean) into.problems.push({ path, message: `${nameOf(endpoint.credential)} ${clean.problem}` })
  else into.secrets.set(formatPath(path), clean.value)
}

function resolveCertificates(endpoint: EndpointConfig, at: FieldPath, sources: SecretSources, into: Collector): void {
  if (endpoint.trustedCertificates === undefined) return
  const path = [...at, 'trustedCertificates']
  const file = resolve(sources.folder, endpoint.trustedCertificates)
  const read = readBounded(file, certificatesBytesMax)
  if (read.kind === 'missing') into.problems.push({ path, message: `there is no file ${file}` })
  else if (read.kind === 'unreadable') into.problems.push({ path, message: `${file} cannot be read: ${read.reason}` })
  else if (!holdsCertificates(read.text))
    into.problems.push({
      path,
      message: `${file} does not hold certificates in PEM form (-----BEGIN CERTIFICATE-----) that can be read`,
    })
  else into.secrets.set(formatPath(path), read.text)
}

function resolveKey(key: KeyConfig, at: FieldPath, sources: SecretSources, into: Collector): void {
  if (key.value === undefined) return
  const path = [...at, 'value']
  const found = lookUp(key.value, sources)
  if (found.kind === 'text') into.secrets.set(formatPath(path), found.text)
  else into.problems.push({ path, message: found.sentence })
}

function lookUp(reference: SecretReference, { environment, folder }: SecretSources): Found {
  if ('env' in reference) {
    const text = environment[reference.env]?.trim() ?? ''
    if (text !== '') return { kind: 'text', text }
    return { kind: 'unset', sentence: `${nameOf(reference)} is not set; set it and start again` }
  }
  const file = resolve(folder, reference.file)
  const read = readBounded(file, secretBytesMax)
  if (read.kind === 'unreadable') return { kind: 'broken', sentence: `the file ${file} cannot be read: ${read.reason}` }
  const text = read.kind === 'text' ? read.text.trim() : ''
  if (text !== '') return { kind: 'text', text }
  const state = read.kind === 'missing' ? 'does not exist' : 'is empty'
  return { kind: 'unset', sentence: `the file ${file} ${state}; write the secret into it` }
}

function nameOf(reference: SecretReference): string {
  if ('file' in reference) return `the file ${reference.file}`
  // A long mixture of small letters and digits is rather a secret that was pasted in the place of its name.
  const looksSecret = reference.env.length >= 20 && /[a-z]/.test(reference.env) && /[0-9]/.test(reference.env)
  return looksSecret ? 'the environment variable that is named there' : `the environment variable ${reference.env}`
}
