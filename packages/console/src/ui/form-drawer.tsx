import { Button, Drawer, Group, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Problem } from '../client/problem.ts'
import { ProblemNotice } from './problem-notice.tsx'

interface FormDrawerProps {
  readonly title: string
  readonly isOpen: boolean
  readonly onClose: () => void
  /** What the button says. */
  readonly action: string
  readonly isBusy: boolean
  readonly problem: Problem | null
  /** What the fields hold, by their names. */
  readonly onSubmit: (form: FormData) => void
  readonly children: ReactNode
}

/** A form beside the page: its fields keep themselves and are read by their names. */
export function FormDrawer({ title, isOpen, onClose, action, isBusy, problem, onSubmit, children }: FormDrawerProps) {
  return (
    <Drawer opened={isOpen} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          onSubmit(new FormData(event.currentTarget))
        }}
      >
        <Stack>
          {children}
          {problem !== null && <ProblemNotice problem={problem} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={isBusy}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Drawer>
  )
}
