import type { IncomingMessage, ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import type { Authentication } from '../access/authentication/authentication-contract.ts'
import { failureReason } from '../files/failure-reason.ts'
import { createApp } from '../http/app.ts'
import { mountCliBundle } from '../http/cli-bundle.ts'
import { type ControlServer, createAnswer, startControlServer } from '../http/control-server.ts'
import { identifyRequest } from '../http/identify-request.ts'
import { mountAuthentication } from '../http/mount-authentication.ts'
import { mountMetrics } from '../http/mount-metrics.ts'
import { routes } from '../http/routes.ts'
import { createGatewayRegistry } from '../link/gateway-registry.ts'
import { LinkHandler, linkDefaults } from '../link/link-handler.ts'
import { type LinkServer, startLinkServer } from '../link/link-server.ts'
import { PlainFailure } from '../plain-failure.ts'
import type { Services } from '../services/verb.ts'
import type { SnapshotPublisher } from '../snapshot/publish.ts'
import type { ServeContext } from './serve-context.ts'
import type { ServedCertificate } from './served-certificate.ts'

/** Built there by `tollgate up` and `tollgate control`. */
const consoleFolder = fileURLToPath(new URL('../../../console/dist', import.meta.url))
const bundleFolder = fileURLToPath(new URL('../../../cli/dist', import.meta.url))

/** The TLS door, open and answering 503 until what is behind it stands: its port is a part of what the log-in has to know. */
export interface PeopleDoor {
  readonly url: string
  open(inside: (request: IncomingMessage, response: ServerResponse) => void): void
  close(): Promise<void>
}

const closeGraceMs = 2_000

export async function listenToPeople(
  { settings, log }: ServeContext,
  { certificateFile, keyFile }: ServedCertificate,
): Promise<PeopleDoor> {
  let inside = notYet
  const { hosts, port, url } = settings.console
  const server: ControlServer = await startControlServer({
    handle: (request, response) => inside(request, response),
    ...{ hosts, port, certificateFile, keyFile, log },
  })
  return {
    url: url?.origin ?? `https://localhost:${server.port}`,
    open: (next) => {
      inside = next
    },
    close: () => server.close(closeGraceMs),
  }
}

function notYet(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(503, { 'retry-after': '1', 'content-length': '0' }).end()
}

export interface Doors {
  /** For the gateway of this machine. */
  readonly linkUrl: string
  readonly close: () => Promise<void>
}

interface Inside {
  readonly services: Services
  readonly authentication: Authentication
  readonly localToken: string
  /** Whose the gateway of this machine is. */
  readonly organisationId: string
  readonly publisher: SnapshotPublisher
  readonly door: PeopleDoor
}

/** Opens the control plane to people and programs (TLS), and to the gateway of this machine (loopback). */
export async function openDoors(context: ServeContext, inside: Inside): Promise<Doors> {
  const { services, authentication, localToken, organisationId, publisher, door } = inside
  const { settings, log, version } = context
  await using opened = new AsyncDisposableStack()
  const gateways = await createGatewayRegistry(services, { organisationId, localToken: settings.controlToken })
  const link = new LinkHandler({ ...linkDefaults, publisher, gateways, log })
  opened.defer(() => link.close())
  opened.defer(services.store.onChange(() => void link.recheck()))
  const identify = identifyRequest({ services, authentication, local: { token: localToken, organisationId } })
  const { metricsToken: token } = settings
  const mounts = [
    mountAuthentication(authentication),
    mountMetrics({ services, identify, token, organisationId }),
    ...mountCliBundle(bundleFolder),
  ]
  const app = createApp({ services, routes, identify, mounts, version, consoleFolder, log })
  const answer = createAnswer(app, link)
  door.open(answer)
  const linkServer = await listenToGateway(link, settings.controlPort)
  opened.defer(() => linkServer.close())
  const all = opened.move()
  return { linkUrl: linkServer.url, close: () => all.disposeAsync() }
}

async function listenToGateway(link: LinkHandler, port: number): Promise<LinkServer> {
  try {
    return await startLinkServer(link, port)
  } catch (error) {
    throw new PlainFailure(`The control plane cannot listen on 127.0.0.1:${port}: ${failureReason(error)}.`, {
      cause: error,
    })
  }
}
