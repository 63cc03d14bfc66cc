import { once } from 'node:events'
import type { ControlReady } from '@tollgate/contract/process-messages'
import type { Row } from '@tollgate/contract/snapshot'
import type { Logger } from 'pino'
import { ensureCertificate } from '../certificate/ensure-certificate.ts'
import { keepCertificate } from '../certificate/keep-certificate.ts'
import { wantedNames } from '../certificate/wanted-names.ts'
import type { PolicyCatalogue } from '../config/policy-catalogue.ts'
import { type ReadResult, readConfig } from '../config/read-config.ts'
import { ensureStarterConfig } from '../config/starter-config.ts'
import { watchConfig } from '../config/watch-config.ts'
import { type DemoProvider, startDemoProvider } from '../demo-provider/demo-provider.ts'
import { ensureDataFolder } from '../files/data-folder.ts'
import { failureReason } from '../files/failure-reason.ts'
import { PlainFailure } from '../plain-failure.ts'
import { ensurePepper, type Pepper } from '../secrets/pepper.ts'
import type { Settings } from '../settings.ts'
import { compile } from '../snapshot/compile.ts'
import { SnapshotPublisher } from '../snapshot/publish.ts'
import { type SnapshotServer, snapshotServerDefaults, startSnapshotServer } from '../snapshot/snapshot-server.ts'

export interface ServeContext {
  settings: Settings
  policies: PolicyCatalogue
  hostname: string
  log: Logger
  /** Told once, when gateways can fetch the snapshot. */
  onReady: (ready: ControlReady) => void
  /** Aborted when the process is to end. */
  stop: AbortSignal
}

/** Configuration in, snapshot out, until told to stop. What keeps it from starting is a PlainFailure. */
export async function serve(context: ServeContext): Promise<void> {
  const { settings, log, stop } = context
  const token = checkToken(settings.controlToken)
  ensureDataFolder(settings.home)
  const pepper = ensurePepper(settings.home)
  const firstKey = settings.configFileNamed ? null : ensureStarterConfig(settings.configFile, pepper.hex)
  const demo = await startDemoProvider()
  const load = () => loadRows(context, { pepper, demo })
  const first = load()
  if (!first.ok) throw new PlainFailure(first.message)
  const checkCertificate = () => ensureCertificate({ ...certificateContext(context), now: new Date() })
  const certificate = await checkCertificate()
  const publisher = new SnapshotPublisher(first.value)
  const server = await listenForGateways(publisher, settings.controlPort, token)
  const watch = watchConfig(settings.configFile, () => reload(publisher, load, context), {
    onDegraded: (reason) => log.warn({ reason }, 'changes of the configuration are noticed within seconds only'),
  })
  // An edit between the first reading and the start of the watch would go unnoticed.
  reload(publisher, load, context)
  const keeper = keepCertificate(checkCertificate, certificate.warnings, log)
  const warnings = [...certificate.warnings, ...pepperWarnings(pepper, first.value, firstKey !== null)]
  const files = { certificateFile: certificate.certificateFile, certificateKeyFile: certificate.keyFile }
  const apis = describeApis(first.value)
  context.onReady({
    type: 'ready',
    url: server.url,
    configFile: settings.configFile,
    ...files,
    firstKey,
    apis,
    warnings,
  })
  log.info({ url: server.url, configFile: settings.configFile, apis: apis.length }, 'the snapshot can be fetched')
  if (!stop.aborted) await once(stop, 'abort')
  watch.close()
  keeper.close()
  await Promise.all([server.close(), demo.close()])
}

function checkToken(token: string | undefined): string {
  if (token === undefined)
    throw new PlainFailure('TOLLGATE_CONTROL_TOKEN is not set: start everything with `npx tollgate up`.')
  if (token.length < 16) throw new PlainFailure('TOLLGATE_CONTROL_TOKEN is too short: give at least 16 characters.')
  return token
}

function certificateContext({ settings, hostname }: ServeContext) {
  const { home, ownCertificate, publicUrl } = settings
  return { home, ownFiles: ownCertificate, publicUrl, names: wantedNames(hostname, publicUrl) }
}

function loadRows(
  { settings, policies }: ServeContext,
  { pepper, demo }: { pepper: Pepper; demo: DemoProvider },
): ReadResult<Row[]> {
  const { environment, allowPrivateUpstreams } = settings
  const read = readConfig(settings.configFile, { environment, policies, allowPrivateUpstreams })
  return read.ok ? { ok: true, value: compile(read.value, { pepper: pepper.hex, demo }) } : read
}

function reload(publisher: SnapshotPublisher, load: () => ReadResult<Row[]>, { log }: ServeContext): void {
  const next = load()
  if (!next.ok) {
    log.warn(`The configuration was changed and has a mistake; what was in force before stays. ${next.message}`)
    return
  }
  const changes = publisher.replace(next.value)
  if (changes === undefined) return
  const { upserts, deletes } = changes
  log.info(
    { version: publisher.version, changed: upserts.length, deleted: deletes.length },
    'the changed configuration is in force',
  )
}

async function listenForGateways(publisher: SnapshotPublisher, port: number, token: string): Promise<SnapshotServer> {
  try {
    return await startSnapshotServer(publisher, { ...snapshotServerDefaults, port, token })
  } catch (error) {
    throw new PlainFailure(`The control plane cannot listen on 127.0.0.1:${port}: ${failureReason(error)}.`, {
      cause: error,
    })
  }
}

function pepperWarnings(pepper: Pepper, rows: readonly Row[], isFirstStart: boolean): string[] {
  if (!pepper.isNew || isFirstStart || !rows.some((row) => row.kind === 'key')) return []
  return [
    'This data folder is new, so keys that the configuration gives as a hash from another one do not work here: copy its secrets/pepper, or make new keys.',
  ]
}

function describeApis(rows: readonly Row[]): ControlReady['apis'] {
  return rows.flatMap((row) => {
    if (row.kind !== 'api') return []
    const demo = row.endpoints.some((endpoint) => endpoint.demo)
    return [{ name: row.name, context: row.context, version: row.version, state: row.state, demo }]
  })
}
