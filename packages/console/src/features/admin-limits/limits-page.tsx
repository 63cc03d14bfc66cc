import { Button } from '@mantine/core'
import type { Quota } from '@tollgate/contract/resources/quota'
import { useAnswer } from '../../client/use-answer.ts'
import { useChange } from '../../client/use-change.ts'
import { useMay } from '../../client/use-me.ts'
import { Answered } from '../../ui/answered.tsx'
import { Block } from '../../ui/block.tsx'
import { confirm } from '../../ui/confirm.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Page } from '../../ui/page.tsx'
import { StateWord } from '../../ui/state-word.tsx'
import { useAddress } from '../../ui/use-address.ts'
import { DenyRules } from './deny-rules.tsx'
import { limitSentence } from './limit-sentence.ts'
import { NewBudget } from './new-budget.tsx'

/** Who is near the edge, and who may not call at all. */
export function LimitsPage() {
  const may = useMay()
  const { values, set, go } = useAddress()
  const asked = useAnswer('listQuotas', { query: { limit: 200 } })
  const action = may('quotas:manage') && <Button onClick={() => go({ open: 'budget' })}>New budget</Button>
  const close = () => set({ open: '' })
  return (
    <Page
      title="Budgets and rules"
      says="Limits beside those of the plans, and calls that are refused whatever their plan."
      action={action}
    >
      <Block title="Budgets">
        <Answered asked={asked} lines={3}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty says="No budget yet. A budget limits calls, tokens or money of a team, a person, an application, or of everybody." />
            ) : (
              <Budgets items={items} isAllowed={may('quotas:manage')} />
            )
          }
        </Answered>
      </Block>
      <DenyRules isOpen={values.open === 'rule'} onOpen={() => go({ open: 'rule' })} onClose={close} />
      <NewBudget isOpen={values.open === 'budget'} onClose={close} />
    </Page>
  )
}

interface BudgetsProps {
  readonly items: readonly Quota[]
  readonly isAllowed: boolean
}

function Budgets({ items, isAllowed }: BudgetsProps) {
  const remove = useChange('deleteQuota', { says: () => 'The budget is gone: nothing counts by it any more.' })
  const ask = ({ id, name }: Quota) =>
    confirm({
      title: `Delete ${name}`,
      says: 'What it limits is limited by plans and other budgets only.',
      action: 'Delete',
      typed: name,
      onConfirm: () => remove.mutate({ params: { id } }),
    })
  return (
    <DataTable
      label="Budgets"
      rows={items}
      rowId={({ id }) => id}
      columns={[
        { name: 'Budget', cell: ({ name }) => name, sortBy: ({ name }) => name },
        { name: 'Whose', cell: ({ scope, subject }) => (subject === null ? `each ${scope}` : `${scope} ${subject}`) },
        { name: 'Limits', cell: ({ limits }) => limitSentence(limits) },
        {
          name: 'At the limit',
          cell: ({ stopOnQuotaReach }) => (
            <StateWord tone={stopOnQuotaReach ? 'warning' : 'plain'}>
              {stopOnQuotaReach ? 'refuses' : 'warns only'}
            </StateWord>
          ),
          isMinor: true,
        },
        {
          name: 'Warns at',
          cell: ({ warnAt }) => (warnAt.length === 0 ? 'never' : `${warnAt.join(', ')} %`),
          isMinor: true,
        },
        {
          name: 'Change',
          cell: (quota) =>
            isAllowed && (
              <Button
                size="compact-sm"
                variant="subtle"
                aria-label={`Delete: ${quota.name}`}
                onClick={() => ask(quota)}
              >
                Delete
              </Button>
            ),
        },
      ]}
    />
  )
}
