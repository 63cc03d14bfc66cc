import { MultiSelect, NativeSelect, NumberInput, Switch, TagsInput, Textarea, TextInput } from '@mantine/core'
import { asList, type FieldKind, fieldKind } from '../json-schema.ts'
import { labelsOf, type SchemaFieldProps } from './field-props.ts'
import { GroupField } from './group-field.tsx'
import { JsonField } from './json-field.tsx'
import { ListField } from './list-field.tsx'
import { PairsField } from './pairs-field.tsx'

/** One field of a configuration, as its schema says. */
export function SchemaField(props: SchemaFieldProps) {
  const kind = fieldKind(props.schema)
  switch (kind.kind) {
    case 'group':
      return <GroupField {...props} Field={SchemaField} />
    case 'list':
      return <ListField {...props} item={kind.item} Field={SchemaField} />
    case 'pairs':
      return <PairsField {...props} kind={kind} />
    case 'json':
      return <JsonField {...props} />
    default:
      return <PlainField {...props} kind={kind} />
  }
}

type PlainKind = Extract<FieldKind, { kind: 'text' | 'number' | 'switch' | 'choice' | 'choices' | 'words' }>

function PlainField({ kind, ...props }: SchemaFieldProps & { readonly kind: PlainKind }) {
  const { value, schema, onChange, isRequired } = props
  const labels = labelsOf(props)
  const text = typeof value === 'string' ? value : ''
  const words = asList(value).map(String)
  const setWords = (next: string[]) => onChange(next.length === 0 && !isRequired ? undefined : next)
  switch (kind.kind) {
    case 'text': {
      const setText = (next: string) => onChange(next === '' && !isRequired ? undefined : next)
      if (kind.isLong)
        return (
          <Textarea
            {...labels}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            autosize
            minRows={3}
            maxRows={14}
          />
        )
      return <TextInput {...labels} value={text} onChange={(event) => setText(event.currentTarget.value)} />
    }
    case 'number':
      return (
        <NumberInput
          {...labels}
          value={typeof value === 'number' || typeof value === 'string' ? value : ''}
          allowDecimal={!kind.isWhole}
          onChange={(next) => onChange(next === '' ? undefined : Number(next))}
        />
      )
    case 'switch':
      return (
        <Switch
          {...labels}
          checked={(value ?? schema.default) === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      )
    case 'choice': {
      const preset = typeof schema.default === 'string' ? schema.default : ''
      const chosen = text === '' ? preset : text
      const options = chosen === '' || !isRequired ? ['', ...kind.options] : kind.options
      return (
        <NativeSelect
          {...labels}
          data={(preset === '' ? options : [...kind.options]).map((option) => ({
            value: option,
            label: option === '' ? 'not set' : option,
          }))}
          value={chosen}
          onChange={(event) => onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
        />
      )
    }
    case 'choices': {
      const preset = asList(schema.default).map(String)
      return (
        <MultiSelect
          {...labels}
          data={[...kind.options]}
          value={value === undefined ? preset : words}
          onChange={setWords}
          placeholder={value === undefined && preset.length === 0 ? 'all' : ''}
          searchable
          hidePickedOptions
        />
      )
    }
    case 'words':
      return <TagsInput {...labels} value={words} onChange={setWords} placeholder="Enter after each" />
  }
}
