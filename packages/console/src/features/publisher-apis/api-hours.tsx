import { Box } from '@mantine/core'
import { useAnswer } from '../../client/use-answer.ts'
import { HourBars } from '../../ui/hour-bars.tsx'
import { lastDay } from '../../ui/last-day.ts'
import { shownCount } from '../../ui/numbers.ts'

/** The calls of one API in the last day. */
export function ApiHours({ apiId }: { readonly apiId: string }) {
  const { data } = useAnswer('getUsageSeries', { query: { ...lastDay(), api: [apiId], per: 'hour' } })
  if (data === undefined) return null
  const values = data.items.map(({ calls }) => calls)
  return (
    <Box w={144}>
      <HourBars
        values={values}
        label={`Calls of each of the last 24 hours, ${shownCount(Math.max(0, ...values))} at most`}
      />
    </Box>
  )
}
