import { Button, Group, SimpleGrid, Stack, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import type { Plan } from '@tollgate/contract/resources/plan'
import { useState } from 'react'
import { useAnswer } from '../../client/use-answer.ts'
import { useChange } from '../../client/use-change.ts'
import { useMay } from '../../client/use-me.ts'
import { Answered } from '../../ui/answered.tsx'
import { Block } from '../../ui/block.tsx'
import { confirm } from '../../ui/confirm.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { planSentence } from '../../ui/plan-sentence.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { useId } from '../../ui/use-id.ts'
import { changeCount, draftOf } from './plan-draft.ts'
import { PlanFields } from './plan-fields.tsx'
import { PlanPreview } from './plan-preview.tsx'
import { PlanUsers } from './plan-users.tsx'

/** What does this plan limit, and whom would that touch? */
export function PlanPage() {
  const id = useId()
  const asked = useAnswer('getPlan', { params: { id } })
  return (
    <Answered asked={asked} lines={8}>
      {(plan) => <PlanEditor key={plan.id} plan={plan} />}
    </Answered>
  )
}

function PlanEditor({ plan }: { readonly plan: Plan }) {
  const may = useMay()
  const saved = draftOf(plan)
  const [draft, setDraft] = useState(saved)
  const update = useChange('updatePlan', {
    hasOwnProblem: true,
    says: ({ name }) => `${name} is saved, and in force at once.`,
    afterwards: (next) => setDraft(draftOf(next)),
  })
  const count = changeCount(draft, saved)
  const isOff = !may('plans:manage') || plan.managedBy !== null
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        update.mutate({ params: { id: plan.id }, body: draft, revision: plan.revision })
      }}
    >
      <Page
        title={plan.name}
        says={planSentence(draft)}
        action={
          !isOff && (
            <Group gap="sm">
              {count > 0 && (
                <>
                  <Text size="sm">{count === 1 ? '1 change' : `${count} changes`}</Text>
                  <Button variant="default" onClick={() => setDraft(saved)}>
                    Discard
                  </Button>
                </>
              )}
              <Button type="submit" disabled={count === 0} loading={update.isPending}>
                Save
              </Button>
            </Group>
          )
        }
      >
        {plan.managedBy === 'file' && (
          <Notice tone="info" title="The configuration file says this">
            Change it there; it is in force as soon as the file is saved.
          </Notice>
        )}
        {update.error !== null && <ProblemNotice problem={update.error} />}
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
          <Stack gap="lg">
            <Block>
              <PlanFields draft={draft} errors={update.error?.fields ?? {}} onChange={setDraft} />
            </Block>
            {!isOff && <DeletePlan plan={plan} />}
          </Stack>
          <Stack gap="lg">
            {may('plans:manage') && <PlanPreview draft={draft} planId={plan.id} />}
            <PlanUsers planId={plan.id} />
          </Stack>
        </SimpleGrid>
      </Page>
    </form>
  )
}

function DeletePlan({ plan }: { readonly plan: Plan }) {
  const navigate = useNavigate()
  const remove = useChange('deletePlan', {
    says: () => `${plan.name} is gone.`,
    afterwards: () => navigate({ href: '/publisher/plans' }),
  })
  const ask = () =>
    confirm({
      title: `Delete ${plan.name}`,
      says: 'It can be deleted where no API offers it and nobody has it.',
      action: 'Delete',
      typed: plan.name,
      onConfirm: () => remove.mutate({ params: { id: plan.id } }),
    })
  return (
    <Group>
      <Button variant="default" loading={remove.isPending} onClick={ask}>
        Delete plan…
      </Button>
    </Group>
  )
}
