import { ActionIcon, Menu } from '@mantine/core'
import type { Subscription } from '@tollgate/contract/resources/subscription'
import { Ellipsis } from 'lucide-react'
import { useState } from 'react'
import { useChange } from '../../client/use-change.ts'
import { useMay } from '../../client/use-me.ts'
import { confirm } from '../../ui/confirm.tsx'
import { ChangePlan } from './change-plan.tsx'
import { DeclineSubscriber } from './decline-subscriber.tsx'
import { RaiseLimits } from './raise-limits.tsx'

interface SubscriberMenuProps {
  readonly subscription: Subscription
}

type OpenForm = 'plan' | 'raise' | 'decline' | null

/** What can be done with one subscriber. */
export function SubscriberMenu({ subscription }: SubscriberMenuProps) {
  const may = useMay()
  const [form, setForm] = useState<OpenForm>(null)
  const { applicationName } = subscription
  if (!may('subscriptions:manage')) return null
  const close = () => setForm(null)
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={`Actions for ${applicationName}`}>
            <Ellipsis size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {subscription.state === 'pending' ? (
            <PendingItems subscription={subscription} onDecline={() => setForm('decline')} />
          ) : (
            <HeldItems subscription={subscription} onForm={setForm} />
          )}
        </Menu.Dropdown>
      </Menu>
      {form === 'plan' && <ChangePlan subscription={subscription} onClose={close} />}
      {form === 'raise' && <RaiseLimits subscription={subscription} onClose={close} />}
      {form === 'decline' && <DeclineSubscriber subscription={subscription} onClose={close} />}
    </>
  )
}

interface ItemsProps {
  readonly subscription: Subscription
}

function PendingItems({ subscription, onDecline }: ItemsProps & { readonly onDecline: () => void }) {
  const approve = useChange('approveSubscription', {
    says: () => `${subscription.applicationName} may use it from now on.`,
  })
  return (
    <>
      <Menu.Item onClick={() => approve.mutate({ params: { id: subscription.id }, body: {} })}>Approve</Menu.Item>
      <Menu.Item onClick={onDecline}>Decline…</Menu.Item>
    </>
  )
}

function HeldItems({ subscription, onForm }: ItemsProps & { readonly onForm: (form: OpenForm) => void }) {
  const { applicationName: name, state, overrides } = subscription
  const block = useChange('blockSubscription', { says: () => `Calls of ${name} are refused from now on.` })
  const unblock = useChange('unblockSubscription', { says: () => `Calls of ${name} go through again.` })
  const endOverrides = useChange('endSubscriptionOverrides', {
    says: () => `${name} has the limits of its plan again.`,
  })
  const remove = useChange('deleteSubscription', { says: () => `${name} is no subscriber any more.` })
  const params = { id: subscription.id }
  return (
    <>
      {state === 'active' && <Menu.Item onClick={() => onForm('raise')}>Raise its limits…</Menu.Item>}
      {state === 'active' && <Menu.Item onClick={() => onForm('plan')}>Change plan…</Menu.Item>}
      {overrides !== null && (
        <Menu.Item onClick={() => endOverrides.mutate({ params })}>Back to the limits of its plan</Menu.Item>
      )}
      {state === 'active' && (
        <Menu.Item
          onClick={() =>
            confirm({
              title: `Block ${name}`,
              says: `Every call that ${name} makes of this API is refused at once, until you unblock it.`,
              action: 'Block',
              onConfirm: () => block.mutate({ params }),
            })
          }
        >
          Block
        </Menu.Item>
      )}
      {state === 'blocked' && <Menu.Item onClick={() => unblock.mutate({ params })}>Unblock</Menu.Item>}
      <Menu.Item
        onClick={() =>
          confirm({
            title: `Remove ${name}`,
            says: `${name} cannot call this API any more, and what it used of its limits is forgotten.`,
            action: 'Remove',
            typed: name,
            onConfirm: () => remove.mutate({ params }),
          })
        }
      >
        Remove
      </Menu.Item>
    </>
  )
}
