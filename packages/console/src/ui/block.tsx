import { Box, Group, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './block.module.css'

interface BlockProps {
  readonly title?: string
  readonly says?: ReactNode
  readonly action?: ReactNode
  readonly children: ReactNode
}

/** One thing on a page: a surface with a line around it. */
export function Block({ title, says, action, children }: BlockProps) {
  return (
    <Box component="section" className={classes.block} aria-label={title}>
      {(title !== undefined || action !== undefined) && (
        <Group justify="space-between" mb="sm">
          <div>
            {title !== undefined && (
              <Title order={2} fz="md" lh="20px">
                {title}
              </Title>
            )}
            {says !== undefined && (
              <Text size="sm" c="dimmed" component="div">
                {says}
              </Text>
            )}
          </div>
          {action}
        </Group>
      )}
      {children}
    </Box>
  )
}
