import { Text } from '@mantine/core'
import { useAnswer } from '../client/use-answer.ts'
import { apiAddresses } from './api-addresses.ts'
import { CopyField } from './copy-field.tsx'

interface AddressFieldsProps {
  readonly path: string
  /** Where it is deployed. */
  readonly environmentIds: readonly string[]
}

/** Where agents reach an API, to be copied; by environment where there are several. */
export function AddressFields({ path, environmentIds }: AddressFieldsProps) {
  const { data: connection } = useAnswer('getConnection', {})
  const addresses = connection === undefined ? [] : apiAddresses(connection, { path, environmentIds })
  if (addresses.length === 0)
    return (
      <>
        <CopyField label="Path at a gateway" value={path} />
        {connection !== undefined && (
          <Text size="sm" c="dimmed">
            It is not deployed: no gateway answers there yet.
          </Text>
        )}
      </>
    )
  const isOneEnvironment = new Set(addresses.map(({ environmentId }) => environmentId)).size === 1
  return addresses.map(({ environmentId, environment, url }) => (
    <div key={url ?? environmentId}>
      {!isOneEnvironment && (
        <Text size="xs" c="dimmed">
          {environment}
        </Text>
      )}
      <CopyField label={isOneEnvironment ? 'Address' : `Address in ${environment}`} value={url ?? path} />
      {url === null && (
        <Text size="sm" c="dimmed">
          It follows the address of a gateway: who runs Tollgate gives {environment} its host names under Admin,
          Gateways.
        </Text>
      )}
    </div>
  ))
}
