import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useAnswer } from '../../client/use-answer.ts'
import { useMay, useMe } from '../../client/use-me.ts'
import { Empty } from '../../ui/empty.tsx'
import { Page } from '../../ui/page.tsx'
import { FirstSteps } from './first-steps.tsx'
import { KeysToLookAt } from './keys-to-look-at.tsx'
import { LimitsLeft } from './limits-left.tsx'
import { MyDay } from './my-day.tsx'
import { MyRefusals } from './my-refusals.tsx'

/** How am I doing? */
export function HomePage() {
  const may = useMay()
  const { person } = useMe()
  const mayCall = may('applications:own') && person !== null
  return (
    <Page
      title="Home"
      says="What is left of your limits, and what became of your calls."
      action={
        mayCall && (
          <Button component={Link} to="/devportal/connect">
            Connect an agent
          </Button>
        )
      }
    >
      {mayCall ? (
        <MyHome personId={person.id} email={person.email} />
      ) : (
        <Empty says="You have no applications here. To call APIs it takes the role developer: ask an administrator for it." />
      )}
    </Page>
  )
}

function MyHome({ personId, email }: { readonly personId: string; readonly email: string }) {
  const keys = useAnswer('listKeys', { query: { personId, state: 'active', limit: 200 } })
  const items = keys.data?.items
  const isNew = items?.every(({ lastUsedAt }) => lastUsedAt === null) === true
  return (
    <>
      {isNew && <FirstSteps hasKey={items.length > 0} />}
      <LimitsLeft />
      <MyDay email={email} />
      <MyRefusals email={email} />
      <KeysToLookAt keys={items ?? []} />
    </>
  )
}
