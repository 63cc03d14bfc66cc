import { Button, SimpleGrid, Stack } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useChange } from '../../client/use-change.ts'
import { Block } from '../../ui/block.tsx'
import { Page } from '../../ui/page.tsx'
import { planSentence } from '../../ui/plan-sentence.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { freshPlan } from './plan-draft.ts'
import { PlanFields } from './plan-fields.tsx'
import { PlanPreview } from './plan-preview.tsx'

/** Which limits should there be to choose? */
export function NewPlanPage() {
  const [draft, setDraft] = useState(freshPlan)
  const navigate = useNavigate()
  const create = useChange('createPlan', {
    hasOwnProblem: true,
    says: ({ name }) => `${name} is there. Offer it in the settings of an API.`,
    afterwards: ({ id }) => void navigate({ href: `/publisher/plans/${id}` }),
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        create.mutate({ body: draft })
      }}
    >
      <Page
        title="New plan"
        says={planSentence(draft)}
        action={
          <Button type="submit" loading={create.isPending} disabled={draft.name.trim() === ''}>
            Create
          </Button>
        }
      >
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
          <Stack>
            {create.error !== null && <ProblemNotice problem={create.error} />}
            <Block>
              <PlanFields draft={draft} errors={create.error?.fields ?? {}} onChange={setDraft} />
            </Block>
          </Stack>
          <PlanPreview draft={draft} planId={undefined} />
        </SimpleGrid>
      </Page>
    </form>
  )
}
