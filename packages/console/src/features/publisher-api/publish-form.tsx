import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core'
import type { Api, ApiLifecycleAnswer } from '@tollgate/contract/resources/api'
import { useState } from 'react'
import { useAnswer } from '../../client/use-answer.ts'
import { useChange } from '../../client/use-change.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { useAddress } from '../../ui/use-address.ts'

/** Publishing, with what it means for older versions and their subscribers. */
export function PublishForm({ api }: { readonly api: Api }) {
  const { values, set } = useAddress()
  const isOpen = values.step === 'publish' && (api.state === 'created' || api.state === 'deprecated')
  return (
    <Modal
      opened={isOpen}
      onClose={() => set({ step: '' })}
      title={`Publish ${api.name} ${api.version}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {isOpen && <PublishFields api={api} onDone={() => set({ step: '' })} />}
    </Modal>
  )
}

function PublishFields({ api, onDone }: { readonly api: Api; readonly onDone: () => void }) {
  const [deprecateOlder, setDeprecateOlder] = useState(false)
  const [requireResubscription, setRequireResubscription] = useState(false)
  const others = useAnswer('listApis', { query: { limit: 200, search: api.name.slice(0, 100), state: 'published' } })
  const older = (others.data?.items ?? []).filter(({ id, name }) => name === api.name && id !== api.id)
  const publish = useChange('changeApiLifecycle', { hasOwnProblem: true, says: sentence, afterwards: onDone })
  const body = { action: 'publish' as const, deprecateOlder, requireResubscription }
  return (
    <Stack>
      <Text size="sm">
        It appears in the catalogue, and applications may subscribe to it. Where it is not deployed yet, it is.
      </Text>
      {older.length > 0 && (
        <Checkbox
          label="Deprecate older versions"
          description={`${older.map(({ version }) => version).join(', ')}: subscribers keep working, no new ones.`}
          checked={deprecateOlder}
          onChange={(event) => setDeprecateOlder(event.currentTarget.checked)}
        />
      )}
      {older.length > 0 && api.state === 'created' && (
        <Checkbox
          label="Everybody subscribes anew"
          description="Else those who are subscribed to the version before are subscribed to this one too."
          checked={requireResubscription}
          onChange={(event) => setRequireResubscription(event.currentTarget.checked)}
        />
      )}
      {publish.error !== null && <ProblemNotice problem={publish.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          Not now
        </Button>
        <Button loading={publish.isPending} onClick={() => publish.mutate({ params: { id: api.id }, body })}>
          Publish it
        </Button>
      </Group>
    </Stack>
  )
}

function sentence({ name, version, effects }: ApiLifecycleAnswer): string {
  const { deployedToEnvironmentId, deprecatedApiIds, copiedSubscriptions, leftSubscriptions } = effects
  return [
    `${name} ${version} is published.`,
    deployedToEnvironmentId === null ? '' : 'It was deployed too.',
    deprecatedApiIds.length === 0 ? '' : `Older versions deprecated: ${deprecatedApiIds.length}.`,
    copiedSubscriptions === 0 ? '' : `Subscriptions taken over: ${copiedSubscriptions}.`,
    leftSubscriptions === 0 ? '' : `Left behind, because their plan is not offered here: ${leftSubscriptions}.`,
  ]
    .filter((part) => part !== '')
    .join(' ')
}
