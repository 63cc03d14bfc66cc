import { Box, Stack, Switch, Text } from '@mantine/core'
import { asRecord, withField } from '../json-schema.ts'
import { errorAt } from './field-errors.ts'
import { fieldHelp, fieldName } from './field-name.ts'
import type { NestingProps, SchemaFieldProps } from './field-props.ts'
import classes from './schema-form.module.css'

/** Several fields that belong together; where they need not be there, a switch says whether they are. */
export function GroupField(props: SchemaFieldProps & NestingProps) {
  const { name, path, schema, value, isRequired, errors, onChange } = props
  const error = errorAt(errors, path)
  const isThere = isRequired || value !== undefined
  return (
    <Box component="fieldset" className={classes.group}>
      <legend className={classes.legend}>{fieldName(name)}</legend>
      {!isRequired && (
        <Switch
          label={isThere ? 'On' : 'Off'}
          aria-label={fieldName(name)}
          description={fieldHelp(schema.description, undefined)}
          checked={isThere}
          onChange={(event) => onChange(event.currentTarget.checked ? {} : undefined)}
        />
      )}
      {isThere && <SchemaFields {...props} />}
      {error !== undefined && (
        <Text size="xs" c="var(--bad)">
          {error}
        </Text>
      )}
    </Box>
  )
}

/** The fields of an object, without a frame: what has to be there first. */
export function SchemaFields(props: NestingProps & Omit<SchemaFieldProps, 'name' | 'isRequired'>) {
  const { path, schema, value, errors, onChange, Field } = props
  const record = asRecord(value)
  const required = schema.required ?? []
  const names = Object.keys(schema.properties ?? {})
  const ordered = [...names.filter((one) => required.includes(one)), ...names.filter((one) => !required.includes(one))]
  return (
    <Stack gap="md">
      {ordered.map((field) => (
        <Field
          key={field}
          name={field}
          path={`${path}.${field}`}
          schema={schema.properties?.[field] ?? {}}
          value={record[field]}
          isRequired={required.includes(field)}
          errors={errors}
          onChange={(next) => onChange(withField(record, field, next))}
        />
      ))}
    </Stack>
  )
}
