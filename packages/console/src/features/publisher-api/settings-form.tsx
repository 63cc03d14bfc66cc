import { Button, Fieldset, Group, Stack, Text } from '@mantine/core'
import type { Api, ApiUpdate } from '@tollgate/contract/resources/api'
import { type FormEvent, useState } from 'react'
import { useAnswer } from '../../client/use-answer.ts'
import { useChange } from '../../client/use-change.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { CallSettings } from './call-settings.tsx'
import { GeneralSettings } from './general-settings.tsx'
import { OfferSettings } from './offer-settings.tsx'
import { PrivacySettings } from './privacy-settings.tsx'
import classes from './settings-form.module.css'

/** What every group of settings is given. */
export interface SettingsPart {
  readonly api: Api
  /** The API with what was changed in it. */
  readonly edited: Api
  readonly change: (changes: ApiUpdate) => void
  readonly problems: Readonly<Record<string, string>>
}

interface SettingsFormProps {
  readonly api: Api
  readonly isReadOnly: boolean
}

/** Changes collect, and are saved together. */
export function SettingsForm({ api, isReadOnly }: SettingsFormProps) {
  const [changes, setChanges] = useState<ApiUpdate>({})
  const deployments = useAnswer('listDeployments', { params: { id: api.id } })
  const save = useChange('updateApi', { hasOwnProblem: true, says: () => savedSentence(changes) })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate({ params: { id: api.id }, body: changes, revision: api.revision })
  }
  const part: SettingsPart = {
    api,
    edited: { ...api, ...changes } as Api,
    change: (more) => setChanges(onlyDifferent(api, { ...changes, ...more })),
    problems: save.error?.fields ?? {},
  }
  return (
    <form onSubmit={submit} aria-label="Settings">
      <Stack gap="lg">
        <Fieldset variant="unstyled" disabled={isReadOnly}>
          <Stack gap="lg">
            <GeneralSettings {...part} isAddressFixed={deployments.data?.items.length !== 0} />
            <OfferSettings {...part} />
            <CallSettings {...part} />
            <PrivacySettings {...part} />
          </Stack>
        </Fieldset>
        {save.error !== null && <ProblemNotice problem={save.error} />}
        {Object.keys(changes).length > 0 && (
          <Group className={classes.bar} justify="space-between">
            <Text size="sm">{changesWords(changes)}</Text>
            <Group gap="xs">
              <Button variant="default" onClick={() => setChanges({})}>
                Discard
              </Button>
              <Button type="submit" loading={save.isPending}>
                Save
              </Button>
            </Group>
          </Group>
        )}
      </Stack>
    </form>
  )
}

const withNextDeployment = new Set(['providerId', 'keyHeader', 'errorFormat', 'payloadCapture', 'models'])

function savedSentence(changes: ApiUpdate): string {
  const waits = Object.keys(changes).some((name) => withNextDeployment.has(name))
  return waits ? 'Saved. Deploy to put all of it in force.' : 'Saved. It is in force at once.'
}

function changesWords(changes: ApiUpdate): string {
  const count = Object.keys(changes).length
  return count === 1 ? '1 change' : `${count} changes`
}

/** What is as it was is no change. */
function onlyDifferent(api: Api, changes: ApiUpdate): ApiUpdate {
  const before = new Map<string, unknown>(Object.entries(api))
  return Object.fromEntries(
    Object.entries(changes).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before.get(name))),
  )
}
