import { Button, Group, NativeSelect, Switch, Textarea, TextInput } from '@mantine/core'
import type { DenyRule } from '@tollgate/contract/resources/deny-rule'
import { useAnswer } from '../../client/use-answer.ts'
import { useChange } from '../../client/use-change.ts'
import { useMay } from '../../client/use-me.ts'
import { Answered } from '../../ui/answered.tsx'
import { Block } from '../../ui/block.tsx'
import { confirm } from '../../ui/confirm.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { isChecked, listOf, textOf, textOrNull } from '../../ui/form-values.ts'

interface DenyRulesProps {
  readonly isOpen: boolean
  readonly onOpen: () => void
  readonly onClose: () => void
}

/** Calls that are refused whatever their plan. */
export function DenyRules({ isOpen, onOpen, onClose }: DenyRulesProps) {
  const may = useMay()
  const isAllowed = may('deny-rules:manage')
  const asked = useAnswer('listDenyRules', { query: { limit: 200 } })
  const add = isAllowed && (
    <Button variant="default" onClick={onOpen}>
      New rule
    </Button>
  )
  return (
    <Block title="Deny rules" says="A call that matches every part of a rule is refused." action={add}>
      <Answered asked={asked} lines={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty says="No rule: nobody is kept out." />
          ) : (
            <Rules items={items} isAllowed={isAllowed} />
          )
        }
      </Answered>
      <NewRule isOpen={isOpen} onClose={onClose} />
    </Block>
  )
}

interface RulesProps {
  readonly items: readonly DenyRule[]
  readonly isAllowed: boolean
}

function Rules({ items, isAllowed }: RulesProps) {
  const update = useChange('updateDenyRule', { says: (rule) => `${rule.name} is ${rule.isEnabled ? 'on' : 'off'}.` })
  const remove = useChange('deleteDenyRule', { says: () => 'The rule is gone.' })
  const turn = ({ id, revision }: DenyRule, isEnabled: boolean) =>
    update.mutate({ params: { id }, body: { isEnabled }, revision })
  const ask = ({ id, name }: DenyRule) =>
    confirm({
      title: `Delete ${name}`,
      says: 'Calls that it refused pass again.',
      action: 'Delete',
      onConfirm: () => remove.mutate({ params: { id } }),
    })
  return (
    <DataTable
      label="Deny rules"
      rows={items}
      rowId={({ id }) => id}
      columns={[
        { name: 'Rule', cell: ({ name }) => name },
        { name: 'Refuses', cell: (rule) => partsOf(rule) },
        {
          name: 'On',
          cell: (rule) => (
            <Switch
              aria-label={`On: ${rule.name}`}
              checked={rule.isEnabled}
              disabled={!isAllowed}
              onChange={(event) => turn(rule, event.currentTarget.checked)}
            />
          ),
        },
        {
          name: 'Change',
          cell: (rule) =>
            isAllowed && (
              <Button size="compact-sm" variant="subtle" aria-label={`Delete: ${rule.name}`} onClick={() => ask(rule)}>
                Delete
              </Button>
            ),
        },
      ]}
    />
  )
}

function partsOf({ person, addresses, isInverted, apiId, applicationId }: DenyRule): string {
  const parts = [
    person === null ? '' : `keys of ${person}`,
    addresses === null ? '' : `${isInverted ? 'from anywhere but' : 'from'} ${addresses.join(', ')}`,
    apiId === null ? '' : 'one API',
    applicationId === null ? '' : 'one application',
  ]
  return parts.filter(Boolean).join(', ') || 'every call'
}

function NewRule({ isOpen, onClose }: Pick<DenyRulesProps, 'isOpen' | 'onClose'>) {
  const apis = useAnswer('listApis', { query: { limit: 200 } }, { isOn: isOpen })
  const create = useChange('createDenyRule', {
    hasOwnProblem: true,
    says: ({ name }) => `${name} is in force.`,
    afterwards: onClose,
  })
  const submit = (form: FormData) => {
    const addresses = listOf(form, 'addresses')
    create.mutate({
      body: {
        name: textOf(form, 'name'),
        person: textOrNull(form, 'person'),
        apiId: textOrNull(form, 'api'),
        addresses: addresses.length === 0 ? null : addresses,
        isInverted: isChecked(form, 'inverted'),
      },
    })
  }
  return (
    <FormDrawer
      title="New deny rule"
      isOpen={isOpen}
      onClose={onClose}
      action="Refuse these calls"
      isBusy={create.isPending}
      problem={create.error}
      onSubmit={submit}
    >
      <TextInput name="name" label="Name" required data-autofocus />
      <TextInput name="person" label="Person" description="E-mail; calls with their keys" type="email" />
      <NativeSelect
        name="api"
        label="API"
        data={[
          { value: '', label: 'Any' },
          ...(apis.data?.items ?? []).map(({ id, name, version }) => ({ value: id, label: `${name} ${version}` })),
        ]}
      />
      <Textarea name="addresses" label="Addresses" description="Or ranges such as 10.0.0.0/8, one a line" autosize />
      <Group>
        <Switch name="inverted" label="Only these addresses may call" />
      </Group>
    </FormDrawer>
  )
}
