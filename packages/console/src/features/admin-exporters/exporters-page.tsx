import { Anchor, Button, Group } from '@mantine/core'
import type { Exporter } from '@tollgate/contract/resources/exporter'
import { useAnswer } from '../../client/use-answer.ts'
import { useChange } from '../../client/use-change.ts'
import { useMay } from '../../client/use-me.ts'
import { Answered } from '../../ui/answered.tsx'
import { confirm } from '../../ui/confirm.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Moment } from '../../ui/moment.tsx'
import { shownCount, shownMs } from '../../ui/numbers.ts'
import { Page } from '../../ui/page.tsx'
import { StateWord, type Tone } from '../../ui/state-word.tsx'
import { useAddress } from '../../ui/use-address.ts'
import { ExporterDrawer } from './exporter-drawer.tsx'
import { NewExporter } from './new-exporter.tsx'

const everyMs = 5_000
const tones: Readonly<Record<Exporter['status'], Tone>> = {
  delivering: 'good',
  retrying: 'warning',
  failing: 'bad',
  paused: 'plain',
}

/** Whether usage arrives where it is told of besides. */
export function ExportersPage() {
  const may = useMay()
  const { values, set, go } = useAddress()
  const asked = useAnswer('listExporters', { query: { limit: 200 } }, { everyMs })
  const isAllowed = may('settings:manage')
  const action = isAllowed && <Button onClick={() => go({ open: 'new' })}>Add exporter</Button>
  return (
    <Page
      title="Exporters"
      says="Where every call is told of besides: at least once, in order, from the ledger."
      action={action}
    >
      <Answered asked={asked}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty says="No exporter yet. Usage can go to Elasticsearch, log files, Moesif, OpenTelemetry, a bucket or an address of your own." />
          ) : (
            <DataTable
              label="Exporters"
              rows={items}
              rowId={({ id }) => id}
              columns={[
                {
                  name: 'Exporter',
                  cell: ({ id, name }) => (
                    <Anchor component="button" type="button" onClick={() => go({ open: id })}>
                      {name}
                    </Anchor>
                  ),
                },
                { name: 'Kind', cell: ({ type }) => type, isMinor: true },
                { name: 'State', cell: (exporter) => <ExporterState exporter={exporter} /> },
                {
                  name: 'Behind',
                  cell: ({ lagSeconds }) => shownMs((lagSeconds ?? 0) * 1_000),
                  isMinor: true,
                  isNumber: true,
                },
                { name: 'Given up', cell: ({ deadLetters }) => shownCount(deadLetters), isNumber: true, isMinor: true },
                { name: 'Delivered', cell: ({ lastDeliveryAt }) => <Moment at={lastDeliveryAt} />, isMinor: true },
                { name: 'Change', cell: (exporter) => isAllowed && <Actions exporter={exporter} /> },
              ]}
            />
          )
        }
      </Answered>
      <ExporterDrawer
        exporter={asked.data?.items.find(({ id }) => id === values.open)}
        onClose={() => set({ open: '' })}
      />
      <NewExporter isOpen={values.open === 'new'} onClose={() => set({ open: '' })} />
    </Page>
  )
}

function ExporterState({ exporter: { status, lagRecords } }: { readonly exporter: Exporter }) {
  const waiting = status === 'retrying' && lagRecords !== null ? `, ${shownCount(lagRecords)} waiting` : ''
  return <StateWord tone={tones[status]}>{`${status}${waiting}`}</StateWord>
}

function Actions({ exporter: { id, name, isPaused, revision } }: { readonly exporter: Exporter }) {
  const params = { id }
  const test = useChange('testExporter', {
    says: ({ ok, problem }) =>
      ok ? `${name} took the test.` : `${name} did not take the test: ${problem ?? 'no reason was given'}`,
  })
  const update = useChange('updateExporter', { says: (made) => `${name} is ${made.isPaused ? 'paused' : 'resumed'}.` })
  const replay = useChange('replayExporter', { says: () => `${name} sends everything that is kept again.` })
  const remove = useChange('deleteExporter', { says: () => `${name} is deleted.` })
  const askToReplay = () =>
    confirm({
      title: `Send all again to ${name}`,
      says: 'Every call that is kept is sent again. The target sees it twice, under the same id.',
      action: 'Send again',
      onConfirm: () => replay.mutate({ params, body: { since: null } }),
    })
  const askToDelete = () =>
    confirm({
      title: `Delete ${name}`,
      says: 'Where it stands in the ledger is forgotten; what was delivered stays there.',
      action: 'Delete',
      typed: name,
      onConfirm: () => remove.mutate({ params }),
    })
  const small = { size: 'compact-sm', variant: 'subtle' } as const
  return (
    <Group gap={4}>
      <Button {...small} aria-label={`Test: ${name}`} loading={test.isPending} onClick={() => test.mutate({ params })}>
        Test
      </Button>
      <Button
        {...small}
        aria-label={`${isPaused ? 'Resume' : 'Pause'}: ${name}`}
        onClick={() => update.mutate({ params, body: { isPaused: !isPaused }, revision })}
      >
        {isPaused ? 'Resume' : 'Pause'}
      </Button>
      <Button {...small} aria-label={`Replay: ${name}`} onClick={askToReplay}>
        Replay
      </Button>
      <Button {...small} aria-label={`Delete: ${name}`} onClick={askToDelete}>
        Delete
      </Button>
    </Group>
  )
}
