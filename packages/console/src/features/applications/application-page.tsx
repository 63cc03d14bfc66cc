import { Button, Text } from '@mantine/core'
import type { Application } from '@tollgate/contract/resources/application'
import { useAnswer } from '../../client/use-answer.ts'
import { useMay } from '../../client/use-me.ts'
import { Answered } from '../../ui/answered.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { Page } from '../../ui/page.tsx'
import { StateWord } from '../../ui/state-word.tsx'
import { useAddress } from '../../ui/use-address.ts'
import { useId } from '../../ui/use-id.ts'
import { ApplicationDangers } from './application-dangers.tsx'
import { ApplicationKeys } from './application-keys.tsx'
import { ApplicationSettings } from './application-settings.tsx'
import { ApplicationSubscriptions } from './application-subscriptions.tsx'
import { ApplicationWeek } from './application-week.tsx'
import { holderOf, kindWords } from './application-words.ts'
import { NewKey } from './new-key-drawer.tsx'

/** Who uses it, with what? */
export function ApplicationPage() {
  const asked = useAnswer('getApplication', { params: { id: useId() } })
  if (asked.data === undefined)
    return (
      <Page title="Application">
        <Answered asked={asked}>{() => null}</Answered>
      </Page>
    )
  return <OneApplication key={asked.data.id} application={asked.data} />
}

function OneApplication({ application }: { readonly application: Application }) {
  const may = useMay()
  const { values, set, go } = useAddress()
  const [word, meaning] = kindWords[application.kind]
  const isMine = may('applications:own') || may('applications:manage')
  return (
    <Page
      title={application.name}
      state={<StateWord>{word}</StateWord>}
      says={`${meaning} Whose: ${holderOf(application)}.`}
      action={isMine && <Button onClick={() => go({ open: 'key' })}>New key</Button>}
    >
      <ApplicationSubscriptions application={application} isMine={isMine} />
      <ApplicationKeys application={application} isMine={isMine} />
      <ApplicationWeek applicationId={application.id} />
      {isMine && <ApplicationSettings key={application.revision} application={application} />}
      {isMine && <ApplicationDangers application={application} />}
      <div>
        <Text size="xs" c="dimmed">
          Id
        </Text>
        <CopyField value={application.id} label="Id of the application" />
      </div>
      {values.open === 'key' && isMine && <NewKey application={application} onClose={() => set({ open: '' })} />}
    </Page>
  )
}
