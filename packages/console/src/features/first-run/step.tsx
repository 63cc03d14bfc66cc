import { Box, Text, UnstyledButton } from '@mantine/core'
import { Check } from 'lucide-react'
import type { ReactNode } from 'react'
import classes from './step.module.css'

export interface StepProps {
  readonly number: number
  readonly title: string
  /** What came of it, once it is done. */
  readonly done: string | undefined
  readonly isOpen: boolean
  readonly onOpen: () => void
  readonly children: ReactNode
}

/** One line of the set-up: the open one has its form, a done one is a tick and a sentence. */
export function Step({ number, title, done, isOpen, onOpen, children }: StepProps) {
  const isDone = done !== undefined
  return (
    <Box component="section" className={classes.step} aria-label={title}>
      <UnstyledButton className={classes.head ?? ''} onClick={onOpen} aria-expanded={isOpen}>
        <span className={classes.mark} data-done={isDone} aria-hidden>
          {isDone ? <Check size={14} /> : number}
        </span>
        <span>
          <Text fw={500} component="span" display="block">
            {title}
          </Text>
          {isDone && (
            <Text size="sm" c="dimmed" component="span" display="block">
              {done}
            </Text>
          )}
        </span>
      </UnstyledButton>
      {isOpen && <div className={classes.body}>{children}</div>}
    </Box>
  )
}
