import { Textarea } from '@mantine/core'
import { useState } from 'react'
import { readJson, shownJson } from '../json-text.ts'
import { labelsOf, type SchemaFieldProps } from './field-props.ts'

/** A value as JSON. What is no JSON goes as the text that it is, which some fields take; else the server says what is wrong. */
export function JsonField(props: SchemaFieldProps) {
  const { value, onChange } = props
  const [text, setText] = useState(() => shownJson(value))
  const { error, ...labels } = labelsOf(props)
  const isJson = text.trim() === '' || readJson(text) !== undefined
  return (
    <Textarea
      {...labels}
      error={error ?? (isJson ? undefined : 'This is no JSON yet.')}
      value={text}
      onChange={(event) => {
        const next = event.currentTarget.value
        const read = readJson(next)
        setText(next)
        onChange(next.trim() === '' ? undefined : read === undefined ? next : read.value)
      }}
      autosize
      minRows={2}
      maxRows={16}
      spellCheck={false}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
    />
  )
}
