import { Text } from '@mantine/core'
import { useAnswer } from '../../client/use-answer.ts'

const dayMs = 86_400_000

interface LastPlaceProps {
  readonly keyId: string
  readonly lastUsedAt: string
}

/** From where a key was used last, and by which agent: of its newest call. */
export function LastPlace({ keyId, lastUsedAt }: LastPlaceProps) {
  const from = new Date(Date.parse(lastUsedAt) - dayMs).toISOString().slice(0, 10)
  const newest = useAnswer('listUsageRequests', { query: { keyId, from, limit: 1 } })
  const id = newest.data?.items[0]?.id
  const call = useAnswer('getUsageRequest', { params: { id: id ?? '' } }, { isOn: id !== undefined })
  if (call.data === undefined) return null
  const { address, agent } = call.data
  return (
    <Text size="xs" c="dimmed" component="div">
      from {address}
      {agent === null ? '' : `, ${agent}`}
    </Text>
  )
}
