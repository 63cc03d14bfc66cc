import { Stack, Text, TextInput, UnstyledButton } from '@mantine/core'
import type { PolicyType } from '@tollgate/contract/resources/policy-attachment'
import { useState } from 'react'
import classes from './policy-picker.module.css'

interface PolicyPickerProps {
  readonly types: readonly PolicyType[]
  readonly onPick: (name: string) => void
}

/** What there is to choose from, found by what it does. */
export function PolicyPicker({ types, onPick }: PolicyPickerProps) {
  const [search, setSearch] = useState('')
  const words = search.toLowerCase().split(/\s+/)
  const found = types.filter(({ name, summary }) => {
    const text = `${name} ${summary}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
  return (
    <Stack>
      <TextInput
        label="Find"
        placeholder="mask, tools, words"
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        data-autofocus
      />
      <ul className={classes.list} aria-label="Kinds of policies">
        {found.map(({ name, summary }) => (
          <li key={name}>
            <UnstyledButton className={classes.choice} onClick={() => onPick(name)}>
              <Text fw={500}>{name}</Text>
              <Text size="sm" c="dimmed">
                {summary}
              </Text>
            </UnstyledButton>
          </li>
        ))}
      </ul>
      {found.length === 0 && <Text c="dimmed">Nothing does that.</Text>}
    </Stack>
  )
}
