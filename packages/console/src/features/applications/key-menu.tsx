import { ActionIcon, Menu } from '@mantine/core'
import type { Key } from '@tollgate/contract/resources/api-key'
import { Ellipsis } from 'lucide-react'
import { useChange } from '../../client/use-change.ts'
import { confirm } from '../../ui/confirm.tsx'
import { useAddress } from '../../ui/use-address.ts'

interface KeyMenuProps {
  readonly apiKey: Key
  readonly onRotate: () => void
}

/** What can be done with a key. */
export function KeyMenu({ apiKey, onRotate }: KeyMenuProps) {
  const { go } = useAddress()
  const { id, name, state } = apiKey
  const revoke = useChange('revokeKey', { says: () => `${name} is revoked. Calls with it are refused from now on.` })
  const forget = useChange('deleteKey', { says: () => `${name} is forgotten.` })
  const askToRevoke = () =>
    confirm({
      title: `Revoke ${name}`,
      says: 'Every call with this key is refused within a second, at every gateway. This cannot be taken back.',
      action: 'Revoke',
      onConfirm: () => revoke.mutate({ params: { id } }),
    })
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={`Actions for ${name}`}>
          <Ellipsis size={16} />
        </ActionIcon>
      </Menu.Target>
      {state === 'active' ? (
        <Menu.Dropdown>
          <Menu.Item onClick={() => go({ key: id })}>Change name, end, restrictions…</Menu.Item>
          {apiKey.testApiId === null && <Menu.Item onClick={onRotate}>Rotate…</Menu.Item>}
          <Menu.Item onClick={askToRevoke}>Revoke…</Menu.Item>
        </Menu.Dropdown>
      ) : (
        <Menu.Dropdown>
          <Menu.Item onClick={() => forget.mutate({ params: { id } })}>Forget it</Menu.Item>
        </Menu.Dropdown>
      )}
    </Menu>
  )
}
