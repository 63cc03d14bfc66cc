import type { ComponentType } from 'react'
import type { JsonSchema } from '../json-schema.ts'
import { errorIn, type FieldErrors } from './field-errors.ts'
import { fieldHelp, fieldName } from './field-name.ts'

export interface SchemaFieldProps {
  readonly name: string
  readonly path: string
  readonly schema: JsonSchema
  readonly value: unknown
  readonly isRequired: boolean
  readonly errors: FieldErrors
  /** undefined: the field is left out, and its preset holds. */
  readonly onChange: (value: unknown) => void
}

/** A field that has others in it is given what draws them. */
export interface NestingProps {
  readonly Field: ComponentType<SchemaFieldProps>
}

/** What all fields are given: label, help, error. */
export function labelsOf({ name, path, schema, isRequired, errors }: SchemaFieldProps) {
  const { description, default: preset } = schema
  const help = fieldHelp(description, preset)
  const error = errorIn(errors, path)
  return {
    label: fieldName(name),
    required: isRequired,
    ...(help === undefined ? {} : { description: help }),
    ...(error === undefined ? {} : { error }),
  }
}
