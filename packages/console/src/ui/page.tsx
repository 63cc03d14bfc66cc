import { Box, Group, Stack, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'

interface PageProps {
  /** The noun of the page; also the browser's tab. */
  readonly title: string
  /** Beside the title: the state of the thing. */
  readonly state?: ReactNode
  /** One line below the title. */
  readonly says?: ReactNode
  /** The one filled button of the page, top right. */
  readonly action?: ReactNode
  /** Tables and the log use the full width. */
  readonly isWide?: boolean
  readonly children: ReactNode
}

/** What every page has: a title, what it says in one line, one primary action, and its blocks. */
export function Page({ title, state, says, action, isWide = false, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Tollgate`
  }, [title])
  return (
    <Box maw={isWide ? undefined : 1280} mx="auto" w="100%">
      <Group justify="space-between" align="flex-start" mb="lg" gap="sm">
        <Stack gap={4}>
          <Group gap="sm">
            <Title order={1} style={{ overflowWrap: 'anywhere' }}>
              {title}
            </Title>
            {state}
          </Group>
          {says !== undefined && (
            <Text c="dimmed" size="sm" component="div">
              {says}
            </Text>
          )}
        </Stack>
        {action}
      </Group>
      <Stack gap="lg">{children}</Stack>
    </Box>
  )
}
