import { Group, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './policy-path.module.css'

interface PathStepProps {
  readonly title: string
  readonly says?: ReactNode
  /** policies: where policies run. */
  readonly kind?: 'plain' | 'policies'
  readonly action?: ReactNode
  readonly children?: ReactNode
}

/** A place on the way of a call. */
export function PathStep({ title, says, kind = 'plain', action, children }: PathStepProps) {
  return (
    <section className={classes.step} data-kind={kind} aria-label={title}>
      <Group justify="space-between" gap="sm">
        <Title order={2} fz="md" lh="20px">
          {title}
        </Title>
        {action}
      </Group>
      {says !== undefined && (
        <Text size="sm" c="dimmed" component="div">
          {says}
        </Text>
      )}
      {children}
    </section>
  )
}
