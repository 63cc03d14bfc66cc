import { Alert, Stack, Text } from '@mantine/core'
import { CopyField } from './copy-field.tsx'

/** A secret that was just made: it is shown this once and nowhere again. */
export function SecretOnce({ secret, label }: { readonly secret: string; readonly label: string }) {
  return (
    <Alert color="accent" variant="light" title={`${label}: shown this once`} c="var(--ink)">
      <Stack gap="xs">
        <CopyField value={secret} label={label} />
        <Text size="sm">Copy it now: Tollgate keeps a fingerprint of it only, and cannot show it again.</Text>
      </Stack>
    </Alert>
  )
}
