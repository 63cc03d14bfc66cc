import { Button, Group, Modal, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Problem } from '../../client/problem.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'

interface SubscriberFormProps {
  readonly title: string
  readonly action: string
  readonly isReady: boolean
  readonly isBusy: boolean
  readonly problem: Problem | null
  readonly onSubmit: () => void
  readonly onClose: () => void
  readonly children: ReactNode
}

/** A small form over the list of subscribers. */
export function SubscriberForm(props: SubscriberFormProps) {
  const { title, action, isReady, isBusy, problem, onSubmit, onClose, children } = props
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          onSubmit()
        }}
      >
        <Stack>
          {children}
          {problem !== null && <ProblemNotice problem={problem} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={isBusy} disabled={!isReady}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
