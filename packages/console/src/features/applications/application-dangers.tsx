import { Button, Group, Select, Stack, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import type { Application } from '@tollgate/contract/resources/application'
import { useState } from 'react'
import { useAnswer } from '../../client/use-answer.ts'
import { useChange } from '../../client/use-change.ts'
import { useMay, useMe } from '../../client/use-me.ts'
import { Block } from '../../ui/block.tsx'
import { confirm } from '../../ui/confirm.tsx'
import { counted } from '../../ui/numbers.ts'

/** Giving it away, and deleting it. */
export function ApplicationDangers({ application }: { readonly application: Application }) {
  if (application.managedBy !== null) return null
  return (
    <Block title="Whose it is">
      <Stack>
        <Transfer application={application} />
        {application.kind !== 'personal' && <Removal application={application} />}
      </Stack>
    </Block>
  )
}

function Transfer({ application }: { readonly application: Application }) {
  const { teams } = useMe()
  const may = useMay()
  const mayAll = may('applications:manage')
  const all = useAnswer('listTeams', { query: { limit: 200 } }, { isOn: mayAll })
  const others = (mayAll ? (all.data?.items ?? []) : teams).filter(({ id }) => id !== application.teamId)
  const [teamId, setTeamId] = useState<string | null>(null)
  const team = others.find(({ id }) => id === teamId)
  const transfer = useChange('transferApplication', {
    says: ({ name, teamName }) => `${name} is ${teamName}’s now.`,
    afterwards: () => setTeamId(null),
  })
  const ask = () =>
    team !== undefined &&
    confirm({
      title: `Give ${application.name} to ${team.name}`,
      says: 'Its keys and subscriptions go with it and work on. Everybody of that team manages it, and the team pays.',
      action: 'Give it away',
      onConfirm: () => transfer.mutate({ params: { id: application.id }, body: { teamId: team.id } }),
    })
  return (
    <Group align="flex-end" gap="sm">
      <Select
        label="Give it to a team"
        description={`Now: ${application.teamName ?? application.ownerName ?? 'nobody'}.`}
        placeholder={others.length === 0 ? 'You are in no other team' : 'Choose a team'}
        data={others.map(({ id, name }) => ({ value: id, label: name }))}
        value={teamId}
        onChange={setTeamId}
        disabled={others.length === 0}
        w={280}
      />
      <Button variant="default" disabled={team === undefined} loading={transfer.isPending} onClick={ask}>
        Give it away…
      </Button>
    </Group>
  )
}

function Removal({ application }: { readonly application: Application }) {
  const { id, name, keyCount } = application
  const navigate = useNavigate()
  const remove = useChange('deleteApplication', {
    says: () => `${name} is deleted.`,
    afterwards: () => navigate({ href: '/devportal/applications' }),
  })
  const ask = () =>
    confirm({
      title: `Delete ${name}`,
      says: `${keyCount === 1 ? 'Its key stops' : `Its ${keyCount} keys stop`} working at once, and its subscriptions end. What it used stays in the usage.`,
      action: 'Delete',
      typed: name,
      onConfirm: () => remove.mutate({ params: { id }, query: { cascade: 'true' } }),
    })
  return (
    <Group>
      <Button variant="default" onClick={ask} loading={remove.isPending}>
        Delete application…
      </Button>
      <Text size="sm" c="dimmed">
        {keyCount === 0
          ? 'No key of it works.'
          : `${counted(keyCount, 'key')} ${keyCount === 1 ? 'works' : 'work'} with it.`}
      </Text>
    </Group>
  )
}
