import { Button, Group, SimpleGrid, Stack, Text } from '@mantine/core'
import type { PolicyAttachment, PolicyType } from '@tollgate/contract/resources/policy-attachment'
import { useState } from 'react'
import type { Problem } from '../../client/problem.ts'
import { useMay } from '../../client/use-me.ts'
import { Notice } from '../../ui/notice.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { BenchTabs } from './bench/bench-tabs.tsx'
import { draftOf, isChanged } from './policy-draft.ts'
import { PolicyForm } from './policy-form.tsx'
import type { PolicyScope } from './policy-scope.ts'
import { useSavePolicy } from './use-save-policy.ts'

interface PolicyEditorProps {
  readonly scope: PolicyScope
  readonly type: PolicyType
  /** undefined: a new one. */
  readonly attachment: PolicyAttachment | undefined
  readonly onDone: () => void
}

/** Left what a policy is set up to do, right what it does to a call: before it is saved. */
export function PolicyEditor({ scope, type, attachment, onDone }: PolicyEditorProps) {
  const [draft, setDraft] = useState(() => draftOf(attachment))
  const may = useMay()
  const save = useSavePolicy({ scope, type, attachment, onDone })
  const isOff = !may('apis:manage') || (attachment !== undefined && attachment.managedBy !== null)
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          save.save(draft)
        }}
      >
        <Stack>
          <Text size="sm" c="dimmed">
            {type.summary}
          </Text>
          {attachment?.managedBy === 'file' && (
            <Notice tone="info" title="The configuration file says this">
              Change it there; it is in force as soon as the file is saved.
            </Notice>
          )}
          <PolicyForm type={type} draft={draft} errors={save.problem?.fields ?? {}} onChange={setDraft} />
          {save.problem !== null && <Refused problem={save.problem} />}
          <Text size="sm" c="dimmed">
            {scope === null
              ? 'Saved, it is in force at once, on every API.'
              : 'Saved, it waits for the next deployment of this API. Until then calls go on as they do.'}
          </Text>
          {!isOff && (
            <Group justify="flex-end">
              <Button variant="default" onClick={onDone}>
                Cancel
              </Button>
              <Button type="submit" loading={save.isBusy} disabled={!isChanged(draft, attachment)}>
                Save
              </Button>
            </Group>
          )}
        </Stack>
      </form>
      {may('apis:manage') && <BenchTabs scope={scope} policy={type.name} config={draft.config} />}
    </SimpleGrid>
  )
}

/** What is wrong with a field stands there; here is what concerns all of it. */
function Refused({ problem }: { readonly problem: Problem }) {
  const fields = Object.entries(problem.fields)
  const isPlaced = (field: string) => /^(config|when)[.[]/.test(field)
  const placed = fields.filter(([field]) => isPlaced(field))
  if (placed.length === 0) return <ProblemNotice problem={problem} />
  return (
    <Notice tone="bad" title="It is not saved">
      See what is said at the {placed.length === 1 ? 'field' : `${placed.length} fields`} above.
      {fields
        .filter(([field]) => !isPlaced(field))
        .map(([field, reason]) => (
          <Text size="sm" key={field}>
            {reason}
          </Text>
        ))}
    </Notice>
  )
}
