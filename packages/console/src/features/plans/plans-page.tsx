import { Button, Group, Text } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { useAnswer, useAnswerPages } from '../../client/use-answer.ts'
import { useMay } from '../../client/use-me.ts'
import { Answered } from '../../ui/answered.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Page } from '../../ui/page.tsx'
import { planSentence } from '../../ui/plan-sentence.ts'
import { useAddress } from '../../ui/use-address.ts'
import { ImportWso2 } from './import-wso2.tsx'

/** What limits do we offer? */
export function PlansPage() {
  const may = useMay()
  const navigate = useNavigate()
  const { values, set, go } = useAddress()
  const asked = useAnswerPages('listPlans', { query: { limit: 50 } })
  const rows = asked.data?.pages.flatMap(({ items }) => items) ?? []
  const apis = useAnswer('listApis', { query: { limit: 200 } }, { isOn: may('apis:read') })
  const offeredBy = (planId: string) =>
    (apis.data?.items ?? [])
      .filter(({ planIds }) => planIds.includes(planId))
      .map(({ name, version }) => `${name} ${version}`)
      .join(', ')
  return (
    <Page
      title="Plans"
      says="What a subscription may use. An API offers some of them; whoever subscribes chooses one."
      action={
        may('plans:manage') && (
          <Group gap="sm">
            <Button variant="default" onClick={() => go({ import: '1' })}>
              Import from WSO2
            </Button>
            <Button component={Link} to="/publisher/plans/new">
              New plan
            </Button>
          </Group>
        )
      }
    >
      <Answered asked={asked}>
        {() =>
          rows.length === 0 ? (
            <Empty says="A plan says how much an application may use, such as 60 calls a minute and 1,000,000 tokens a day." />
          ) : (
            <DataTable
              label="Plans"
              rows={rows}
              rowId={({ id }) => id}
              onOpen={({ id }) => void navigate({ href: `/publisher/plans/${id}` })}
              onMore={asked.hasNextPage ? () => void asked.fetchNextPage() : undefined}
              columns={[
                {
                  name: 'Plan',
                  cell: ({ name }) => (
                    <Text size="sm" fw={500}>
                      {name}
                    </Text>
                  ),
                  sortBy: ({ name }) => name,
                },
                { name: 'Limits', cell: planSentence },
                { name: 'Offered by', isMinor: true, cell: ({ id }) => offeredBy(id) || 'no API' },
                {
                  name: 'At the limit',
                  isMinor: true,
                  cell: ({ stopOnQuotaReach }) => (stopOnQuotaReach ? 'refuses' : 'warns only'),
                },
              ]}
            />
          )
        }
      </Answered>
      <ImportWso2 isOpen={values.import === '1'} onClose={() => set({ import: '' })} />
    </Page>
  )
}
