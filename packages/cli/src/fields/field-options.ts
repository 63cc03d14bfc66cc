import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Field } from './field.ts'

/** How a noun deviates from what the schema alone would give. */
export interface FieldSettings {
  /** Fields that hold the id of something: it may be named instead. */
  readonly references?: Readonly<Record<string, string>>
  /** Flags that are called otherwise than the field. */
  readonly flags?: Readonly<Record<string, string>>
  /** Fields that no flag gives: secrets, which are read elsewhere, and what a verb fills in itself. */
  readonly hidden?: readonly string[]
}

export interface FlagField extends Field {
  /** `ownerTeamId` → `owner-team`. */
  readonly flag: string
  /** Under which commander keeps the value: `ownerTeam`. */
  readonly option: string
  /** The noun that an id belongs to; null: it is no id. */
  readonly reference: string | null
}

/** The fields that have a flag. Ids lose their "Id" and booleans their "is", because names and a bare flag take their place. */
export function flagFields(fields: readonly Field[], settings: FieldSettings): readonly FlagField[] {
  return fields
    .filter(({ name, kind }) => kind !== 'nested' && !settings.hidden?.includes(name))
    .map((field) => {
      const reference = settings.references?.[field.name] ?? null
      const flag = settings.flags?.[field.name] ?? kebab(spoken(field, reference))
      return { ...field, flag, option: camel(flag), reference }
    })
}

/** Adds a flag for each field, and `--data` where there is something that only it can give. */
export function addFieldOptions(command: Command, fields: readonly FlagField[], hasNested: boolean): void {
  for (const field of fields) {
    const description = describe(field)
    if (field.kind === 'boolean') {
      // Only the flag that changes something, where it is known what holds without.
      if (field.preset !== true) command.addOption(new Option(`--${field.flag}`, description))
      if (field.preset !== false) command.addOption(new Option(`--no-${field.flag}`, opposite(field)))
      continue
    }
    const option = new Option(`--${field.flag} <${placeholder(field)}>`, description)
    if (field.kind === 'number') option.argParser((text: string) => readNumber(text, field))
    if (field.kind === 'list') option.argParser(collect)
    if (field.choices !== null) option.choices(field.nullable ? [...field.choices, ''] : [...field.choices])
    command.addOption(option)
  }
  const other = hasNested
    ? 'fields as JSON, also those that have no flag: text, or @file'
    : 'fields as JSON: text, or @file'
  command.option('--data <json>', `${other} (@- reads standard input)`)
}

function describe({ description, nullable, required, kind }: FlagField): string {
  const spelt = description.replace(/\bnull: /g, '"": ')
  const remarks = [
    ...(required ? ['must be given'] : []),
    ...(kind === 'list' ? ['separated by commas, or given several times'] : []),
    ...(nullable && spelt === description ? ['"" for none'] : []),
  ]
  const remark = remarks.length === 0 ? '' : `(${remarks.join('; ')})`
  return [spelt, remark].filter((part) => part !== '').join(' ')
}

function opposite({ flag, preset, description }: FlagField): string {
  return preset === true ? description.replace(/^(true|false): /, '') : `the opposite of --${flag}`
}

function placeholder({ kind, reference, name, choices, flag }: FlagField): string {
  if (choices !== null) return flag.replace(/^.*-/, '')
  if (reference !== null) return kind === 'list' ? 'names' : 'name'
  if (kind === 'number') return 'number'
  if (kind === 'list') return 'values'
  if (/At$/.test(name)) return 'time'
  return 'text'
}

function readNumber(text: string, { nullable }: FlagField): number | null {
  if (text === '' && nullable) return null
  const number = Number(text)
  if (text.trim() === '' || !Number.isFinite(number)) throw new InvalidArgumentError('It has to be a number.')
  return number
}

function collect(text: string, before: readonly string[] | undefined): readonly string[] {
  const values = text.split(',').map((value) => value.trim())
  return [...(before ?? []), ...values.filter((value) => value !== '')]
}

function spoken({ name, kind }: Field, reference: string | null): string {
  if (kind === 'boolean') return name.replace(/^is(?=[A-Z])/, '')
  if (reference === null) return name
  return name.replace(/Ids$/, 's').replace(/Id$/, '')
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replace(/^-/, '')
}

function camel(flag: string): string {
  return flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
