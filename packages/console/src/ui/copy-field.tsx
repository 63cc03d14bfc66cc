import { ActionIcon, CopyButton, Group, Text, Tooltip } from '@mantine/core'
import { Check, Copy } from 'lucide-react'
import classes from './copy-field.module.css'

/** Something to copy, in monospace, on one line or several. */
export function CopyField({ value, label }: { readonly value: string; readonly label: string }) {
  return (
    <Group className={classes.field} wrap="nowrap" gap="xs" align="flex-start">
      <Text component="pre" className={classes.text} tabIndex={0} aria-label={label}>
        {value}
      </Text>
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? 'Copied' : 'Copy'}>
            <ActionIcon onClick={copy} aria-label={copied ? `Copied: ${label}` : `Copy: ${label}`}>
              {copied ? <Check size={16} /> : <Copy size={16} />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </Group>
  )
}
