import { Anchor, Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import type { Api } from '@tollgate/contract/resources/api'
import { useState } from 'react'
import { useAnswer } from '../../client/use-answer.ts'
import { useChange } from '../../client/use-change.ts'
import { ApiStateWord } from '../../ui/api-state.tsx'
import { apiPath } from '../../ui/api-tabs.ts'
import { Block } from '../../ui/block.tsx'
import { confirm } from '../../ui/confirm.tsx'

/** Its other versions, and which of them answers without one in the address. */
export function ApiVersions({ api }: { readonly api: Api }) {
  const { data } = useAnswer('listApis', { query: { limit: 200, search: api.name.slice(0, 100) } })
  const versions = (data?.items ?? []).filter(({ name }) => name === api.name)
  return (
    <Block title="Versions">
      <Stack gap="md">
        {versions.map(({ id, version, state, isDefaultVersion }) => (
          <Group key={id} gap="xs">
            {id === api.id ? (
              <Text size="sm" fw={500}>
                {version} (this one)
              </Text>
            ) : (
              <Anchor component={Link} to={apiPath(id)} size="sm">
                {version}
              </Anchor>
            )}
            <ApiStateWord state={state} />
            {isDefaultVersion && <Text size="sm">answers at {api.context} as well</Text>}
          </Group>
        ))}
        <DefaultVersion api={api} />
        <NewVersion api={api} />
      </Stack>
    </Block>
  )
}

function DefaultVersion({ api }: { readonly api: Api }) {
  const params = { id: api.id }
  const make = useChange('makeApiDefaultVersion', { says: () => `${api.context} leads to ${api.version} now.` })
  const end = useChange('endApiDefaultVersion', { says: () => `${api.context} without a version leads nowhere now.` })
  const ask = () =>
    confirm({
      title: `${api.context} leads nowhere`,
      says: `Calls to ${api.context} without a version are refused from then on.`,
      action: 'Do it',
      onConfirm: () => end.mutate({ params }),
    })
  return (
    <Group gap="sm">
      {api.isDefaultVersion ? (
        <Button variant="default" onClick={ask} loading={end.isPending}>
          Stop being the default version
        </Button>
      ) : (
        <Button variant="default" onClick={() => make.mutate({ params })} loading={make.isPending}>
          Make this the default version
        </Button>
      )}
      <Text size="sm" c="dimmed">
        The default version also answers at {api.context}.
      </Text>
    </Group>
  )
}

function NewVersion({ api }: { readonly api: Api }) {
  const [version, setVersion] = useState('')
  const navigate = useNavigate()
  const create = useChange('createApiVersion', {
    hasOwnProblem: true,
    says: (made) => `${made.name} ${made.version} is there, as a copy of ${api.version}.`,
    afterwards: (made) => void navigate({ href: apiPath(made.id) }),
  })
  return (
    <Group align="flex-start" gap="sm">
      <TextInput
        label="New version"
        description="A copy with its own address. It is published on its own."
        value={version}
        onChange={(event) => setVersion(event.currentTarget.value)}
        error={create.error?.fields.version ?? create.error?.message}
      />
      <Button
        mt={42}
        variant="default"
        disabled={version.trim() === ''}
        loading={create.isPending}
        onClick={() => create.mutate({ params: { id: api.id }, body: { version: version.trim() } })}
      >
        Make it
      </Button>
    </Group>
  )
}
