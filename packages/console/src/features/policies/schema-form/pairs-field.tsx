import { ActionIcon, Autocomplete, Box, Button, Group, Text, TextInput } from '@mantine/core'
import { X } from 'lucide-react'
import { useState } from 'react'
import { asRecord, type FieldKind } from '../json-schema.ts'
import { errorIn } from './field-errors.ts'
import { fieldHelp, fieldName } from './field-name.ts'
import type { SchemaFieldProps } from './field-props.ts'
import classes from './schema-form.module.css'

interface Pair {
  readonly name: string
  readonly value: string
}

interface PairsFieldProps extends SchemaFieldProps {
  readonly kind: Extract<FieldKind, { kind: 'pairs' }>
}

/** Names and what belongs to each. Two rows may have one name while they are written: the last counts. */
export function PairsField({ kind, name, path, schema, value, errors, onChange }: PairsFieldProps) {
  const [pairs, setPairs] = useState<readonly Pair[]>(() =>
    Object.entries(asRecord(value)).map(([key, held]) => ({ name: key, value: String(held) })),
  )
  const label = fieldName(name)
  const error = errorIn(errors, path)
  const set = (next: readonly Pair[]) => {
    setPairs(next)
    const named = next.filter((pair) => pair.name !== '')
    onChange(
      named.length === 0 ? undefined : Object.fromEntries(named.map((pair) => [pair.name, heldValue(pair, kind)])),
    )
  }
  const change = (place: number, part: Partial<Pair>) =>
    set(pairs.map((pair, at) => (at === place ? { ...pair, ...part } : pair)))
  return (
    <Box component="fieldset" className={classes.group}>
      <legend className={classes.legend}>{label}</legend>
      {schema.description !== undefined && (
        <Text size="xs" c="dimmed">
          {fieldHelp(schema.description, undefined)}
        </Text>
      )}
      {pairs.map((pair, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: names change while they are written.
        <Group key={place} gap="xs" wrap="nowrap">
          <Autocomplete
            aria-label={`${label}: name ${place + 1}`}
            data={[...(kind.names ?? [])]}
            value={pair.name}
            onChange={(next) => change(place, { name: next })}
            flex={1}
          />
          <TextInput
            aria-label={`${label}: value ${place + 1}`}
            value={pair.value}
            onChange={(event) => change(place, { value: event.currentTarget.value })}
            flex={1}
          />
          <ActionIcon
            aria-label={`Take out ${label} ${place + 1}`}
            onClick={() => set(pairs.filter((_, at) => at !== place))}
          >
            <X size={16} />
          </ActionIcon>
        </Group>
      ))}
      <Group>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => set([...pairs, { name: '', value: '' }])}
          aria-label={`Add to ${label}`}
        >
          Add
        </Button>
      </Group>
      {error !== undefined && (
        <Text size="xs" c="var(--bad)">
          {error}
        </Text>
      )}
    </Box>
  )
}

/** What is no number yet goes as it stands: the server says what is wrong with it. */
function heldValue({ value }: Pair, { value: schema }: PairsFieldProps['kind']): unknown {
  const number = Number(value)
  return schema.type === 'string' || value.trim() === '' || Number.isNaN(number) ? value : number
}
