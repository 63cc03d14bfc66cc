import { once } from 'node:events'
import type { ServeContext } from '../start/serve-context.ts'
import { startControlPlane } from '../start/start-control-plane.ts'

/** Runs the control plane until told to stop. What keeps it from starting is a PlainFailure. */
export async function serve(context: ServeContext): Promise<void> {
  const plane = await startControlPlane(context)
  context.onReady(plane.ready)
  const { url, consoleUrl, configFile, apis } = plane.ready
  context.log.info({ url, consoleUrl, configFile, apis: apis.length }, 'the control plane serves')
  if (!context.stop.aborted) await once(context.stop, 'abort')
  await plane.close()
}
