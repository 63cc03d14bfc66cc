import { Box, Button, Group, Stack, Text } from '@mantine/core'
import { asList, type JsonSchema } from '../json-schema.ts'
import { errorAt } from './field-errors.ts'
import { fieldHelp, fieldName } from './field-name.ts'
import type { NestingProps, SchemaFieldProps } from './field-props.ts'
import { SchemaFields } from './group-field.tsx'
import classes from './schema-form.module.css'

/** Several of a kind, each with its own fields. */
export function ListField({ item, Field, ...props }: SchemaFieldProps & NestingProps & { readonly item: JsonSchema }) {
  const { name, path, schema, value, isRequired, errors, onChange } = props
  const items = asList(value)
  const label = fieldName(name)
  const error = errorAt(errors, path)
  const set = (next: readonly unknown[]) => onChange(next.length === 0 && !isRequired ? undefined : next)
  return (
    <Box component="fieldset" className={classes.group}>
      <legend className={classes.legend}>
        {label}
        {isRequired && ' *'}
      </legend>
      {schema.description !== undefined && (
        <Text size="xs" c="dimmed">
          {fieldHelp(schema.description, undefined)}
        </Text>
      )}
      {items.map((one, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: what is written has no name but its place.
        <Stack key={place} gap="xs" className={classes.item}>
          <SchemaFields
            Field={Field}
            path={`${path}[${place}]`}
            schema={item}
            value={one}
            errors={errors}
            onChange={(next) => set(items.map((other, at) => (at === place ? next : other)))}
          />
          <Group justify="flex-end">
            <Button
              size="compact-sm"
              variant="subtle"
              color="gray"
              onClick={() => set(items.filter((_, at) => at !== place))}
              aria-label={`Take out ${label} ${place + 1}`}
            >
              Take out
            </Button>
          </Group>
        </Stack>
      ))}
      <Group>
        <Button size="compact-sm" variant="default" onClick={() => set([...items, {}])} aria-label={`Add to ${label}`}>
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
