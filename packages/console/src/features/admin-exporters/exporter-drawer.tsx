import { Button, Drawer, Group, Stack, Text, TextInput } from '@mantine/core'
import type { Exporter } from '@tollgate/contract/resources/exporter'
import { useState } from 'react'
import { useChange } from '../../client/use-change.ts'
import { useMay } from '../../client/use-me.ts'
import { Block } from '../../ui/block.tsx'
import { Moment } from '../../ui/moment.tsx'
import { shownCount, shownMs } from '../../ui/numbers.ts'
import { DeadLetters } from './dead-letters.tsx'

interface ExporterDrawerProps {
  readonly exporter: Exporter | undefined
  readonly onClose: () => void
}

/** How one target fares, what it will never take, and the way back in time. */
export function ExporterDrawer({ exporter, onClose }: ExporterDrawerProps) {
  return (
    <Drawer
      opened={exporter !== undefined}
      onClose={onClose}
      title={exporter?.name ?? ''}
      size="xl"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {exporter !== undefined && <Contents exporter={exporter} />}
    </Drawer>
  )
}

function Contents({ exporter }: { readonly exporter: Exporter }) {
  const { lagRecords, lagSeconds, lastDeliveryAt, lastError, lastErrorAt } = exporter
  const isAllowed = useMay()('settings:manage')
  return (
    <Stack>
      <Block title="Delivery">
        <Text>
          Last delivered: <Moment at={lastDeliveryAt} />. {behind(lagRecords, lagSeconds)}
        </Text>
        {lastError !== null && (
          <Text c="dimmed">
            Last trouble, <Moment at={lastErrorAt} />: {lastError}
          </Text>
        )}
      </Block>
      <Block
        title="Calls that were given up"
        says="The target refused each of them alone. Put them back once it takes them."
      >
        <DeadLetters exporter={exporter} />
      </Block>
      {isAllowed && <ReplayFrom exporter={exporter} />}
    </Stack>
  )
}

function behind(records: number | null, seconds: number | null): string {
  if (records === null) return 'The store of usage does not answer, so how far it is behind is not known.'
  if (records === 0) return 'Nothing is waiting.'
  return `${shownCount(records)} are waiting, the oldest for ${shownMs((seconds ?? 0) * 1_000)}.`
}

function ReplayFrom({ exporter: { id, name } }: { readonly exporter: Exporter }) {
  const [since, setSince] = useState('')
  const replay = useChange('replayExporter', { says: () => `${name} sends again from then on.` })
  return (
    <Block
      title="Send again"
      says="Calls from then on, as far as they are kept. The target sees them twice, under the same id."
    >
      <Group align="flex-end">
        <TextInput
          type="datetime-local"
          label="From"
          value={since}
          onChange={(event) => setSince(event.currentTarget.value)}
        />
        <Button
          variant="default"
          disabled={since === ''}
          loading={replay.isPending}
          onClick={() => replay.mutate({ params: { id }, body: { since: new Date(since).toISOString() } })}
        >
          Send again
        </Button>
      </Group>
    </Block>
  )
}
