import { Text } from '@mantine/core'
import { useAnswer } from '../../client/use-answer.ts'
import { Answered } from '../../ui/answered.tsx'
import { useUsage } from '../../ui/usage/use-usage.ts'
import { LogTable } from './log-table.tsx'

const everyMs = 2_000
const callsShown = 50

/** The newest calls, as they come; it stands still while one of them is looked at. */
export function LiveLog() {
  const { query, values } = useUsage()
  const isStill = values.open !== undefined
  const asked = useAnswer('listUsageRequests', { query: { ...query, limit: callsShown } }, isStill ? {} : { everyMs })
  return (
    <>
      <Text size="sm" c="dimmed" mb="xs" role="status">
        {isStill ? 'Stands still while a call is open.' : 'New calls appear by themselves.'}
      </Text>
      <Answered asked={asked} lines={12}>
        {({ items }) => <LogTable calls={items} />}
      </Answered>
    </>
  )
}
