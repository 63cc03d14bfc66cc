import { Text } from '@mantine/core'
import type { LimitState } from '@tollgate/contract/resources/quota-state'
import { useAnswer } from '../client/use-answer.ts'
import { Moment } from './moment.tsx'
import { metricWords } from './plan-sentence.ts'
import { StateWord, type Tone } from './state-word.tsx'

const nearPercent = 80

/** What an application used of each of its limits. */
export function LimitsUsed({ subscriptionId }: { readonly subscriptionId: string }) {
  const { data } = useAnswer('getSubscriptionQuotaState', { params: { id: subscriptionId } })
  if (data === undefined) return null
  if (data.items.length === 0)
    return (
      <Text size="sm" c="dimmed">
        no limits
      </Text>
    )
  return (
    <>
      {data.items.map((limit) => (
        <Text key={`${limit.scope} ${limit.ownerId} ${limit.metric} ${limit.per}`} size="xs" component="div">
          <Used limit={limit} />
        </Text>
      ))}
    </>
  )
}

function Used({ limit }: { readonly limit: LimitState }) {
  const { metric, per, usedPercent, resetsAt } = limit
  const percent = Math.round(usedPercent)
  const tone: Tone = percent >= 100 ? 'bad' : percent >= nearPercent ? 'warning' : 'plain'
  return (
    <>
      {metricWords[metric]}
      {per === null ? '' : ` a ${per}`}:{' '}
      <StateWord tone={tone}>{percent >= 100 ? 'used up' : `${percent} %`}</StateWord>
      {resetsAt !== null && (
        <>
          {' '}
          resets <Moment at={resetsAt} />
        </>
      )}
    </>
  )
}
