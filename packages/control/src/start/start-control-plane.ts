import type { ControlReady } from '@tollgate/contract/process-messages'
import { superviseExporters } from '../analytics/exporters/supervise-exporters.ts'
import { publicKeyFingerprint } from '../certificate/public-key-fingerprint.ts'
import { startDemoProvider } from '../demo-provider/demo-provider.ts'
import { ensureDataFolder } from '../files/data-folder.ts'
import { PackagedPrices } from '../prices/packaged-prices.ts'
import { ensureLocalToken } from '../secrets/local-token.ts'
import { ensureDefaultEnvironment } from '../services/default-environment.ts'
import { ensureFirstAdmin } from '../services/person/first-admin.ts'
import { SnapshotFeed } from '../snapshot/feed.ts'
import { SnapshotPublisher } from '../snapshot/publish.ts'
import { SnapshotSource } from '../snapshot/snapshot-source.ts'
import { checkToken } from './check-token.ts'
import { prepareContent } from './content.ts'
import { describeApis } from './describe-apis.ts'
import { listenToPeople, openDoors } from './doors.ts'
import { layFoundation } from './foundation.ts'
import { makeServices } from './make-services.ts'
import { periodicJobs } from './periodic-jobs.ts'
import { startPeriodicWork } from './periodic-work.ts'
import type { ServeContext } from './serve-context.ts'
import { serveCertificate } from './served-certificate.ts'
import { watchQuotas } from './watch-quotas.ts'

export interface ControlPlane {
  readonly ready: ControlReady
  close(): Promise<void>
}

/**
 * Puts the control plane together, each part on what came before it: store → content → snapshot → doors. Whatever was started is
 * closed again where a later part fails, and when it ends, in the opposite order.
 */
export async function startControlPlane(context: ServeContext): Promise<ControlPlane> {
  await using started = new AsyncDisposableStack()
  const { settings, log } = context
  checkToken(settings.controlToken)
  ensureDataFolder(settings.home)
  const foundation = await layFoundation(settings, log)
  started.defer(() => foundation.store.close())
  const { store, vault, pepper, organisation } = foundation
  await ensureDefaultEnvironment(store, organisation)
  const demo = await startDemoProvider()
  started.defer(() => demo.close())
  const served = await serveCertificate(context)
  started.defer(() => served.close())
  const door = await listenToPeople(context, served)
  started.defer(() => door.close())
  const localToken = ensureLocalToken(settings.home)
  const { services, authentication } = await makeServices(context, {
    foundation,
    consoleUrl: door.url,
    link: { url: door.url, fingerprint: publicKeyFingerprint(served.certificateFile) },
    localToken,
  })
  started.defer(() => authentication.close())
  started.defer(() => services.bench.close())
  started.defer(() => services.analytics.close())
  const content = await prepareContent(context, { services, foundation })
  started.defer(() => content.close())
  const { adminEmail: email, adminPassword: password = null } = settings
  const admin = await ensureFirstAdmin(services, { email, password })
  const publisher = new SnapshotPublisher()
  const source = new SnapshotSource({ store, vault, pepper, demo, log, priceBook: new PackagedPrices() })
  const feed = await SnapshotFeed.start({ store, source, publisher, log })
  started.defer(() => feed.close())
  const { id: organisationId } = organisation
  const doors = await openDoors(context, { services, authentication, localToken, organisationId, publisher, door })
  started.defer(() => doors.close())
  const watch = watchQuotas(services)
  started.defer(() => watch.close())
  const { analytics: ledger, openExporter: make, now } = services
  const exporters = superviseExporters({ store, ledger, make, log, now })
  started.defer(() => exporters.close())
  const work = startPeriodicWork(store, periodicJobs({ services, authentication, usageDays: settings.usageDays }), log)
  started.defer(() => work.close())
  const parts = started.move()
  return {
    ready: {
      type: 'ready',
      url: doors.linkUrl,
      consoleUrl: door.url,
      configFile: settings.configFile,
      certificateFile: served.certificateFile,
      certificateKeyFile: served.keyFile,
      firstKey: content.firstKey,
      admin,
      apis: describeApis(publisher),
      warnings: [...served.warnings, ...content.warnings],
    },
    close: () => parts.disposeAsync(),
  }
}
