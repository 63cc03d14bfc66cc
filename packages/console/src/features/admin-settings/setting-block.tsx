import { Button, Group, NumberInput, Switch, TextInput } from '@mantine/core'
import type { Setting } from '@tollgate/contract/resources/setting'
import { type FormEvent, useState } from 'react'
import { useChange } from '../../client/use-change.ts'
import { useMay } from '../../client/use-me.ts'
import { Block } from '../../ui/block.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { StateWord } from '../../ui/state-word.tsx'

/** One setting: what it decides, and a field of its kind. */
export function SettingBlock({ setting }: { readonly setting: Setting }) {
  const may = useMay()
  const [value, setValue] = useState(setting.value)
  const title = nameOf(setting.name)
  const params = { name: setting.name }
  const save = useChange('setSetting', { hasOwnProblem: true, says: () => `${title}: saved, in force now.` })
  const reset = useChange('resetSetting', { says: () => `${title}: back to the default.` })
  const isAllowed = may('settings:manage')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate({ params, body: { value }, ...(setting.revision === 0 ? {} : { revision: setting.revision }) })
  }
  return (
    <Block title={title} says={setting.description} action={setting.isDefault && <StateWord>default</StateWord>}>
      <form onSubmit={submit}>
        <Group align="flex-end">
          <Field title={title} setting={setting} value={value} onChange={setValue} isOff={!isAllowed} />
          {isAllowed && (
            <Button type="submit" variant="default" disabled={value === setting.value} loading={save.isPending}>
              Save
            </Button>
          )}
          {isAllowed && !setting.isDefault && (
            <Button variant="subtle" onClick={() => reset.mutate({ params })}>
              Back to the default
            </Button>
          )}
        </Group>
      </form>
      {save.error !== null && <ProblemNotice problem={save.error} />}
    </Block>
  )
}

interface FieldProps {
  readonly title: string
  readonly setting: Setting
  readonly value: unknown
  readonly onChange: (value: unknown) => void
  readonly isOff: boolean
}

/** As the JSON schema of the value says; a number may be left empty where it may be null. */
function Field({ title, setting, value, onChange, isOff }: FieldProps) {
  const kinds = JSON.stringify(setting.valueSchema)
  if (typeof setting.default === 'boolean')
    return (
      <Switch
        label={value === true ? 'On' : 'Off'}
        aria-label={title}
        checked={value === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
        disabled={isOff}
      />
    )
  if (/"(?:integer|number)"/.test(kinds))
    return (
      <NumberInput
        aria-label={title}
        value={typeof value === 'number' ? value : ''}
        placeholder="no limit"
        onChange={(next) => onChange(next === '' ? null : Number(next))}
        disabled={isOff}
      />
    )
  return (
    <TextInput
      aria-label={title}
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => onChange(event.currentTarget.value)}
      disabled={isOff}
    />
  )
}

/** `keyLifetimeDaysMax` as people read it. */
function nameOf(name: string): string {
  const words = name.replaceAll(/([A-Z])/g, ' $1').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
