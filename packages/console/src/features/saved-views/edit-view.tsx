import { Switch, TextInput } from '@mantine/core'
import type { SavedView } from '@tollgate/contract/resources/saved-view'
import { useState } from 'react'
import { useChange } from '../../client/use-change.ts'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { textOf } from '../../ui/form-values.ts'

interface EditViewProps {
  readonly view: SavedView
  readonly onClose: () => void
}

/** Another name, or other people who find it. */
export function EditView({ view, onClose }: EditViewProps) {
  const [isShared, share] = useState(view.isShared)
  const update = useChange('updateSavedView', {
    hasOwnProblem: true,
    says: ({ name }) => `${name} is changed.`,
    afterwards: onClose,
  })
  return (
    <FormDrawer
      title={`Change ${view.name}`}
      isOpen
      onClose={onClose}
      action="Save"
      isBusy={update.isPending}
      problem={update.error}
      onSubmit={(form) => update.mutate({ params: { id: view.id }, body: { name: textOf(form, 'name'), isShared } })}
    >
      <TextInput name="name" label="Name" required maxLength={100} defaultValue={view.name} data-autofocus />
      <Switch label="Everybody finds it" checked={isShared} onChange={(event) => share(event.currentTarget.checked)} />
    </FormDrawer>
  )
}
