import { Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'

/** An empty page teaches: what belongs here, and one action. */
export function Empty({ says, children }: { readonly says: string; readonly children?: ReactNode }) {
  return (
    <Stack align="center" gap="sm" py="xl" px="md">
      <Text c="dimmed" ta="center" maw={460}>
        {says}
      </Text>
      {children}
    </Stack>
  )
}
