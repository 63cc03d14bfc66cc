import { NativeSelect, SegmentedControl, Stack, Switch, Text } from '@mantine/core'
import type { PolicyType } from '@tollgate/contract/resources/policy-attachment'
import { useState } from 'react'
import { ConditionFields } from './condition-fields.tsx'
import type { PolicyDraft } from './policy-draft.ts'
import { schemaOf } from './policy-words.ts'
import type { FieldErrors } from './schema-form/field-errors.ts'
import { SchemaFields } from './schema-form/group-field.tsx'
import { JsonField } from './schema-form/json-field.tsx'
import { SchemaField } from './schema-form/schema-field.tsx'

interface PolicyFormProps {
  readonly type: PolicyType
  readonly draft: PolicyDraft
  readonly errors: FieldErrors
  readonly onChange: (draft: PolicyDraft) => void
}

/** The form of a policy, made of its schema; or all of it as JSON. */
export function PolicyForm({ type, draft, errors, onChange }: PolicyFormProps) {
  const [isJson, setIsJson] = useState(false)
  const setConfig = (config: unknown) => onChange({ ...draft, config: config ?? {} })
  const schema = schemaOf(type)
  return (
    <Stack>
      <div>
        <Text size="sm" fw={500} mb={4}>
          Mode
        </Text>
        <SegmentedControl
          aria-label="Mode"
          data={[
            { value: 'observe', label: 'Observe' },
            { value: 'enforce', label: 'Enforce' },
          ]}
          value={draft.mode}
          onChange={(mode) => onChange({ ...draft, mode: mode === 'enforce' ? 'enforce' : 'observe' })}
        />
        <Text size="xs" c="dimmed" mt={4}>
          {draft.mode === 'observe' ? 'It only records what it would have done.' : 'It does what it is for.'}
        </Text>
      </div>
      <Switch label="Write the configuration as JSON" checked={isJson} onChange={() => setIsJson(!isJson)} />
      {isJson ? (
        <JsonField
          name="configuration"
          path="config"
          schema={{}}
          value={draft.config}
          isRequired={false}
          errors={errors}
          onChange={setConfig}
        />
      ) : (
        <SchemaFields
          Field={SchemaField}
          path="config"
          schema={schema}
          value={draft.config}
          errors={errors}
          onChange={setConfig}
        />
      )}
      <ConditionFields when={draft.when} errors={errors} onChange={(when) => onChange({ ...draft, when })} />
      <NativeSelect
        label="Where it fails itself"
        description="For instance where a service that it asks does not answer."
        data={[
          { value: '', label: `as it is preset: ${failureWords[type.onFailure]}` },
          { value: 'reject', label: failureWords.reject },
          { value: 'skip', label: failureWords.skip },
        ]}
        value={draft.onFailure ?? ''}
        onChange={(event) => onChange({ ...draft, onFailure: failureOf(event.currentTarget.value) })}
      />
    </Stack>
  )
}

const failureWords = { reject: 'the call is refused', skip: 'the call goes on without it' } as const

function failureOf(value: string): PolicyDraft['onFailure'] {
  return value === 'reject' || value === 'skip' ? value : null
}
