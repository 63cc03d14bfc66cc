import { Button, Group } from '@mantine/core'
import type { AlertChannel } from '@tollgate/contract/resources/alert-channel'
import { useAnswer } from '../../client/use-answer.ts'
import { useChange } from '../../client/use-change.ts'
import { useMay } from '../../client/use-me.ts'
import { Answered } from '../../ui/answered.tsx'
import { confirm } from '../../ui/confirm.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Moment } from '../../ui/moment.tsx'
import { Page } from '../../ui/page.tsx'
import { StateWord } from '../../ui/state-word.tsx'
import { useAddress } from '../../ui/use-address.ts'
import { NewChannel } from './new-channel.tsx'

/** Who is told when a limit is near. */
export function AlertsPage() {
  const may = useMay()
  const { values, set, go } = useAddress()
  const asked = useAnswer('listAlertChannels', { query: { limit: 200 } })
  const isAllowed = may('settings:manage')
  const action = isAllowed && <Button onClick={() => go({ open: 'new' })}>New channel</Button>
  return (
    <Page
      title="Alerts"
      says="Who is told when a plan or a budget is at 50, 80 or 100 %, once a window."
      action={action}
    >
      <Answered asked={asked}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty says="Nobody is told yet. A channel is an e-mail, a Slack webhook or one of your own." />
          ) : (
            <DataTable
              label="Channels"
              rows={items}
              rowId={({ id }) => id}
              columns={[
                { name: 'Channel', cell: ({ name }) => name },
                { name: 'Goes to', cell: ({ target, recipients }) => target || recipients.join(', ') },
                { name: 'State', cell: (channel) => <ChannelState channel={channel} /> },
                { name: 'Last sent', cell: ({ lastSentAt }) => <Moment at={lastSentAt} />, isMinor: true },
                { name: 'Change', cell: (channel) => isAllowed && <Actions channel={channel} /> },
              ]}
            />
          )
        }
      </Answered>
      <NewChannel isOpen={values.open === 'new'} onClose={() => set({ open: '' })} />
    </Page>
  )
}

function ChannelState({ channel: { isEnabled, lastError, waiting } }: { readonly channel: AlertChannel }) {
  if (!isEnabled) return <StateWord>off</StateWord>
  if (lastError !== null) return <StateWord tone="bad">{`failing, ${waiting} waiting`}</StateWord>
  return <StateWord tone="good">on</StateWord>
}

function Actions({ channel: { id, name } }: { readonly channel: AlertChannel }) {
  const test = useChange('testAlertChannel', {
    says: ({ ok, problem }) =>
      ok ? `A test was sent to ${name}.` : `${name} did not take the test: ${problem ?? 'no reason was given'}`,
  })
  const remove = useChange('deleteAlertChannel', { says: () => `${name} is deleted.` })
  const ask = () =>
    confirm({
      title: `Delete ${name}`,
      says: 'Alerts that wait for it are lost.',
      action: 'Delete',
      onConfirm: () => remove.mutate({ params: { id } }),
    })
  return (
    <Group gap={4}>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={`Send a test: ${name}`}
        loading={test.isPending}
        onClick={() => test.mutate({ params: { id } })}
      >
        Send a test
      </Button>
      <Button size="compact-sm" variant="subtle" aria-label={`Delete: ${name}`} onClick={ask}>
        Delete
      </Button>
    </Group>
  )
}
