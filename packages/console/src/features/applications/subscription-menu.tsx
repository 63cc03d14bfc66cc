import { ActionIcon, Menu } from '@mantine/core'
import type { Subscription } from '@tollgate/contract/resources/subscription'
import { Ellipsis } from 'lucide-react'
import { useState } from 'react'
import { useChange } from '../../client/use-change.ts'
import { confirm } from '../../ui/confirm.tsx'
import { ChangePlan } from './change-plan.tsx'

/** What an application can do with a subscription of its own. */
export function SubscriptionMenu({ subscription }: { readonly subscription: Subscription }) {
  const [isChanging, setChanging] = useState(false)
  const { id, apiName, applicationName, state } = subscription
  const remove = useChange('deleteSubscription', { says: () => `${applicationName} cannot call ${apiName} any more.` })
  if (state === 'blocked') return null
  const ask = () =>
    confirm({
      title: state === 'pending' ? `Take back: ${apiName}` : `Unsubscribe from ${apiName}`,
      says: `Calls of ${applicationName} to this API are refused at once, and what it used of its limits is forgotten.`,
      action: state === 'pending' ? 'Take back' : 'Unsubscribe',
      onConfirm: () => remove.mutate({ params: { id } }),
    })
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={`Actions for ${apiName}`}>
            <Ellipsis size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {state === 'active' && <Menu.Item onClick={() => setChanging(true)}>Change plan…</Menu.Item>}
          <Menu.Item onClick={ask}>{state === 'active' ? 'Unsubscribe' : 'Take back'}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isChanging && <ChangePlan subscription={subscription} onClose={() => setChanging(false)} />}
    </>
  )
}
