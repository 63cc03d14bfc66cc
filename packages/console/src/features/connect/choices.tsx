import { Anchor, Button, Group, NativeSelect, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Application } from '@tollgate/contract/resources/application'
import type { CatalogueItem } from '@tollgate/contract/resources/catalogue'
import type { Shell } from '@tollgate/contract/shell-lines'
import { useAnswer } from '../../client/use-answer.ts'
import { useChange } from '../../client/use-change.ts'
import type { ApiAddress } from '../../ui/api-addresses.ts'
import { Block } from '../../ui/block.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { SecretOnce } from '../../ui/secret-once.tsx'
import { useAddress } from '../../ui/use-address.ts'
import { agentOf, agents } from './agents.ts'

interface ChoicesProps {
  readonly apis: readonly CatalogueItem[]
  readonly applications: readonly Application[]
  readonly api: CatalogueItem
  readonly application: Application | undefined
  readonly addresses: readonly ApiAddress[]
  readonly address: ApiAddress | undefined
  readonly shell: Shell
  readonly newKey: string | undefined
  readonly onKey: (key: string | undefined) => void
}

const shellNames = [
  { value: 'bash', label: 'bash or zsh' },
  { value: 'fish', label: 'fish' },
  { value: 'powershell', label: 'PowerShell' },
]

/** One line of choices that fills everything below. */
export function Choices({ apis, applications, api, application, shell, newKey, onKey, ...where }: ChoicesProps) {
  const { values, set } = useAddress()
  const choose = (name: string) => (event: { currentTarget: { value: string } }) => {
    set({ [name]: event.currentTarget.value })
    if (name === 'application') onKey(undefined)
  }
  return (
    <Block title="What" says="Claude Code and Gemini CLI speak protocols that Tollgate does not carry yet.">
      <Stack gap="sm">
        <Group align="flex-end">
          <NativeSelect
            label="Agent"
            value={agentOf(values.agent)}
            onChange={choose('agent')}
            data={agents.map(({ id, name }) => ({ value: id, label: name }))}
          />
          <NativeSelect
            label="API"
            value={api.id}
            onChange={choose('api')}
            data={apis.map(({ id, name, version }) => ({ value: id, label: `${name} ${version}` }))}
          />
          <Environment {...where} onChoose={choose('environment')} />
          <NativeSelect
            label="Application"
            value={application?.id ?? ''}
            onChange={choose('application')}
            data={applications.map(({ id, name }) => ({ value: id, label: name }))}
            disabled={applications.length === 0}
          />
          <NativeSelect label="Shell" value={shell} onChange={choose('shell')} data={shellNames} />
          {application !== undefined && <NewKey application={application} onKey={onKey} />}
        </Group>
        {newKey !== undefined && <SecretOnce label="Key" secret={newKey} />}
        <NotSubscribed api={api} application={application} />
      </Stack>
    </Block>
  )
}

interface EnvironmentProps extends Pick<ChoicesProps, 'addresses' | 'address'> {
  readonly onChoose: (event: { currentTarget: { value: string } }) => void
}

/** Where there is one, nothing is to be chosen. */
function Environment({ addresses, address, onChoose }: EnvironmentProps) {
  const names = new Map(addresses.map(({ environmentId, environment }) => [environmentId, environment]))
  if (names.size < 2) return null
  return (
    <NativeSelect
      label="Environment"
      value={address?.environmentId ?? ''}
      onChange={onChoose}
      data={[...names].map(([value, label]) => ({ value, label }))}
    />
  )
}

/** Whoever connects without a subscription would be refused. */
function NotSubscribed({ api, application }: Pick<ChoicesProps, 'api' | 'application'>) {
  const query = { apiId: api.id, applicationId: application?.id ?? '', limit: 1 }
  const asked = useAnswer('listSubscriptions', { query }, { isOn: application !== undefined })
  const isActive = asked.data?.items.some(({ state }) => state === 'active')
  if (application !== undefined && isActive !== false) return null
  return (
    <Text size="sm">
      {application === undefined ? 'You have no application' : `${application.name} may not use it`} yet:{' '}
      <Anchor component={Link} to={`/devportal/catalogue/${api.id}?open=subscribe`} size="sm" underline="always">
        subscribe first
      </Anchor>
      .
    </Text>
  )
}

interface NewKeyProps {
  readonly application: Application
  readonly onKey: (key: string) => void
}

/** Filled in below once; a key that exists is shown nowhere again. */
function NewKey({ application, onKey }: NewKeyProps) {
  const make = useChange('createKey', {
    hasOwnProblem: true,
    says: () => 'The key is filled in below, this once.',
    afterwards: ({ key }) => key !== null && onKey(key),
  })
  return (
    <>
      <Button
        variant="default"
        loading={make.isPending}
        onClick={() =>
          make.mutate({
            params: { id: application.id },
            body: { name: `connect ${new Date().toISOString().slice(0, 16)}` },
          })
        }
      >
        New key
      </Button>
      {make.error !== null && <ProblemNotice problem={make.error} />}
    </>
  )
}
