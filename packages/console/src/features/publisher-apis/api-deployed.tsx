import { Group, Text } from '@mantine/core'
import { useAnswer } from '../../client/use-answer.ts'
import { useMay } from '../../client/use-me.ts'
import { StateWord } from '../../ui/state-word.tsx'

/** Where one API runs, and whether its draft is something else by now. */
export function ApiDeployed({ apiId }: { readonly apiId: string }) {
  const may = useMay()
  const { data } = useAnswer('listDeployments', { params: { id: apiId } })
  const environments = useAnswer('listEnvironments', { query: {} }, { isOn: may('environments:read') })
  if (data === undefined) return null
  if (data.items.length === 0)
    return (
      <Text size="sm" c="dimmed">
        nowhere
      </Text>
    )
  const nameOf = (id: string) => environments.data?.items.find((one) => one.id === id)?.name ?? 'environment'
  return (
    <Group gap="xs">
      {data.items.map(({ id, environmentId, revisionNumber }) => (
        <span key={id}>
          {nameOf(environmentId)} · {revisionNumber}
        </span>
      ))}
      {data.items.some(({ isWorkingCopy }) => !isWorkingCopy) && <StateWord tone="info">draft differs</StateWord>}
    </Group>
  )
}
