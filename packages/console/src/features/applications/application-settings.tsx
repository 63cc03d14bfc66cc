import { Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core'
import type { Application } from '@tollgate/contract/resources/application'
import { useChange } from '../../client/use-change.ts'
import { useMay } from '../../client/use-me.ts'
import { Block } from '../../ui/block.tsx'
import { textOf, textOrNull } from '../../ui/form-values.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'

/** Name, kind and who pays. */
export function ApplicationSettings({ application }: { readonly application: Application }) {
  const may = useMay()
  const { id, name, kind, costCentre, revision, managedBy } = application
  const update = useChange('updateApplication', { hasOwnProblem: true, says: () => 'Saved.' })
  if (managedBy !== null) return null
  const submit = (form: FormData) =>
    update.mutate({
      params: { id },
      revision,
      body: {
        name: textOf(form, 'name'),
        ...(kind === 'personal' ? {} : { kind: textOf(form, 'kind') === 'service' ? 'service' : 'shared' }),
        ...(form.has('costCentre') ? { costCentre: textOrNull(form, 'costCentre') } : {}),
      },
    })
  return (
    <Block title="Settings">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          submit(new FormData(event.currentTarget))
        }}
      >
        <Stack maw={420}>
          <TextInput name="name" label="Name" defaultValue={name} maxLength={100} required />
          {kind !== 'personal' && (
            <NativeSelect
              name="kind"
              label="Who calls"
              defaultValue={kind}
              data={[
                { value: 'shared', label: 'People of the team' },
                { value: 'service', label: 'A machine' },
              ]}
            />
          )}
          {may('applications:manage') && (
            <TextInput
              name="costCentre"
              label="Cost centre"
              description="Empty: the team’s."
              defaultValue={costCentre ?? ''}
              maxLength={100}
            />
          )}
          {update.error !== null && <ProblemNotice problem={update.error} />}
          <Group>
            <Button type="submit" variant="default" loading={update.isPending}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Block>
  )
}
