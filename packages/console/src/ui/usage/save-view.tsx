import { Button, Popover, Stack, Switch, TextInput } from '@mantine/core'
import { useLocation } from '@tanstack/react-router'
import { useState } from 'react'
import { useChange } from '../../client/use-change.ts'
import { useMe } from '../../client/use-me.ts'
import { textOf } from '../form-values.ts'
import { ProblemNotice } from '../problem-notice.tsx'

/** Keeps the page as it is asked now, with its period and filters, under a name. */
export function SaveView() {
  const [isOpen, open] = useState(false)
  const isPerson = useMe().person !== null
  if (!isPerson) return null
  return (
    <Popover opened={isOpen} onChange={open} trapFocus withinPortal>
      <Popover.Target>
        <Button size="compact-md" variant="default" onClick={() => open(!isOpen)}>
          Save view
        </Button>
      </Popover.Target>
      <Popover.Dropdown>{isOpen && <SaveForm onDone={() => open(false)} />}</Popover.Dropdown>
    </Popover>
  )
}

function SaveForm({ onDone }: { readonly onDone: () => void }) {
  const { pathname, searchStr } = useLocation()
  const [isShared, share] = useState(false)
  const save = useChange('createSavedView', {
    hasOwnProblem: true,
    says: ({ name }) => `${name} is kept under Saved views.`,
    afterwards: onDone,
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        const name = textOf(new FormData(event.currentTarget), 'name')
        save.mutate({ body: { name, address: `${pathname}${withoutOpen(searchStr)}`, isShared } })
      }}
    >
      <Stack gap="xs">
        <TextInput name="name" label="Name" required maxLength={100} data-autofocus />
        <Switch
          label="Everybody finds it"
          checked={isShared}
          onChange={(event) => share(event.currentTarget.checked)}
        />
        {save.error !== null && <ProblemNotice problem={save.error} />}
        <Button type="submit" loading={save.isPending}>
          Save
        </Button>
      </Stack>
    </form>
  )
}

/** A view is a question; the call that happens to be open is no part of it. */
function withoutOpen(search: string): string {
  const asked = new URLSearchParams(search)
  asked.delete('open')
  return asked.size === 0 ? '' : `?${asked}`
}
