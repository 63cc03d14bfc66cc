import { Stack } from '@mantine/core'
import type { Api } from '@tollgate/contract/resources/api'
import { useMay } from '../../client/use-me.ts'
import { ApiHead } from '../../ui/api-head.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useId } from '../../ui/use-id.ts'
import { ApiDangers } from './api-dangers.tsx'
import { ApiVersions } from './api-versions.tsx'
import { SettingsForm } from './settings-form.tsx'

/** How it behaves. */
export function ApiSettingsPage() {
  const id = useId()
  return (
    <ApiHead key={id} apiId={id}>
      {(api) => <Settings api={api} />}
    </ApiHead>
  )
}

function Settings({ api }: { readonly api: Api }) {
  const may = useMay()
  const isFixed = api.managedBy === 'file'
  return (
    <Stack gap="lg">
      {isFixed && (
        <Notice tone="info" title="Declared by the configuration file">
          It is changed there, and applied with the file. What is changed here would be undone.
        </Notice>
      )}
      {/* Somebody else's change makes another form; what was typed into the old one is told by its revision. */}
      <SettingsForm key={api.revision} api={api} isReadOnly={isFixed || !may('apis:manage')} />
      {may('apis:manage') && !isFixed && <ApiVersions api={api} />}
      {may('apis:manage') && !isFixed && <ApiDangers api={api} />}
    </Stack>
  )
}
