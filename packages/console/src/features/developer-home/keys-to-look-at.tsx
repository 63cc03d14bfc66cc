import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Key } from '@tollgate/contract/resources/api-key'
import { Block } from '../../ui/block.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Moment } from '../../ui/moment.tsx'
import { StateWord } from '../../ui/state-word.tsx'
import { concernAbout } from './concern-about.ts'

/** Keys of mine that end soon, or that nobody seems to need. */
export function KeysToLookAt({ keys }: { readonly keys: readonly Key[] }) {
  const now = Date.now()
  const rows = keys.flatMap((key) => {
    const concern = concernAbout(key, now)
    return concern === undefined ? [] : [{ key, concern }]
  })
  if (rows.length === 0) return null
  return (
    <Block title="Keys to look at" says="Rotate what you need before it ends; revoke what you do not use.">
      <DataTable
        label="Keys to look at"
        rows={rows}
        rowId={({ key }) => key.id}
        columns={[
          {
            name: 'Key',
            cell: ({ key }) => (
              <Anchor component={Link} to={`/devportal/applications/${key.applicationId}`} size="sm" fw={500}>
                {key.name}
                {key.lastFour === '' ? '' : ` …${key.lastFour}`}
              </Anchor>
            ),
          },
          { name: 'Application', cell: ({ key }) => key.applicationName, isMinor: true },
          { name: 'Why', cell: ({ concern }) => <StateWord tone={concern.tone}>{concern.says}</StateWord> },
          { name: 'Last used', cell: ({ key }) => <Moment at={key.lastUsedAt} />, isMinor: true },
        ]}
      />
    </Block>
  )
}
