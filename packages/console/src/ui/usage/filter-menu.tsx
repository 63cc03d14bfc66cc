import { Autocomplete, Button, NativeSelect, Popover, Stack } from '@mantine/core'
import type { UsageDimension } from '@tollgate/contract/resources/usage'
import { useState } from 'react'
import { useAnswer } from '../../client/use-answer.ts'
import { dimensionNames, dimensions } from './dimensions.ts'
import { useUsage } from './use-usage.ts'

/** Adds a filter: what, and one of the values that there are. */
export function FilterMenu() {
  const [isOpen, open] = useState(false)
  return (
    <Popover opened={isOpen} onChange={open} trapFocus withinPortal>
      <Popover.Target>
        <Button size="compact-md" variant="default" onClick={() => open(!isOpen)}>
          Add filter
        </Button>
      </Popover.Target>
      <Popover.Dropdown>{isOpen && <FilterForm onDone={() => open(false)} />}</Popover.Dropdown>
    </Popover>
  )
}

function FilterForm({ onDone }: { readonly onDone: () => void }) {
  const { period, set } = useUsage()
  const [by, setBy] = useState<UsageDimension>('person')
  const [value, setValue] = useState('')
  const asked = useAnswer('getUsageBreakdown', { query: { ...period, by, limit: 50 } })
  const known = asked.data?.items.flatMap(({ name, isRest }) => (isRest || name === null || name === '' ? [] : [name]))
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (value !== '') set({ [by]: value })
        onDone()
      }}
    >
      <Stack gap="xs">
        <NativeSelect
          label="What"
          value={by}
          onChange={(event) => {
            setBy(event.currentTarget.value as UsageDimension)
            setValue('')
          }}
          data={dimensions.map((dimension) => ({ value: dimension, label: dimensionNames[dimension] }))}
        />
        <Autocomplete
          label="Is"
          value={value}
          onChange={setValue}
          data={[...new Set(known)]}
          comboboxProps={{ withinPortal: false }}
        />
        <Button type="submit">Add</Button>
      </Stack>
    </form>
  )
}
