import { systemActor } from '../../access/actor.ts'
import type { GatewayRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { ensureDefaultEnvironment } from '../default-environment.ts'
import type { Services } from '../verb.ts'
import { freeName } from './gateway-name.ts'

/**
 * The gateway that is started together with this control plane, in the default environment. It has no digest: its token is made anew
 * at every start and never stored.
 */
export async function ensureLocalGateway(
  { store }: Pick<Services, 'store'>,
  organisationId: string,
): Promise<GatewayRecord> {
  const known = await localGateway(store.read(organisationId))
  if (known !== undefined) return known
  const environment = await ensureDefaultEnvironment(store, { id: organisationId })
  const { audit, from, requestId } = systemActor(organisationId, { kind: 'system', name: 'tollgate', from: 'start' })
  return await store.change(
    { organisationId, actor: audit, verb: 'gateway.create', from, requestId },
    async (writer) => {
      // Another process may have been faster.
      const other = await localGateway(writer)
      if (other !== undefined) return other
      const place = { environmentId: environment.id, wanted: 'local' }
      const name = await freeName(writer, place)
      return await writer.insert('gateway', { environmentId: environment.id, name, digest: null, state: 'active' })
    },
  )
}

async function localGateway(reader: Reader): Promise<GatewayRecord | undefined> {
  const [gateway] = await reader.find('gateway', { digest: null })
  return gateway
}
