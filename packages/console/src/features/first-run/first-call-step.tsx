import { Anchor, Group, Stack, Text } from '@mantine/core'
import type { UsageRequestView } from '@tollgate/contract/resources/usage'
import { counted, shownMoney, shownMs } from '../../ui/numbers.ts'
import { StateWord } from '../../ui/state-word.tsx'
import classes from './step.module.css'

/** Waits until somebody calls, and then shows what was asked and answered. */
export function FirstCallStep({ first }: { readonly first: UsageRequestView | undefined }) {
  return (
    <div aria-live="polite">
      {first === undefined ? (
        <Stack gap="xs">
          <Group gap="sm">
            <span className={classes.ring} aria-hidden />
            <Text size="sm">Waiting for your first call. This line turns green by itself.</Text>
          </Group>
          <Text size="sm" c="dimmed">
            Nothing comes? <code>npx tollgate doctor</code> checks address, certificate and key.
          </Text>
        </Stack>
      ) : (
        <Stack gap="xs">
          <Group gap="sm">
            <StateWord tone={first.outcome === 'answered' ? 'good' : first.outcome === 'refused' ? 'warning' : 'bad'}>
              {first.outcome}
            </StateWord>
            <Text size="sm">{first.application}</Text>
          </Group>
          <Text size="sm">{sentenceOf(first)}</Text>
          <Anchor href={`/analytics/exchanges?open=${encodeURIComponent(first.id)}`} size="sm">
            See this call
          </Anchor>
        </Stack>
      )}
    </div>
  )
}

/** "You asked gpt-5.4, it answered in 4.8 s, 31,626 tokens, $0.041, nothing was refused." */
export function sentenceOf({ model, outcome, totalMs, totalTokens, costUsd, ...call }: UsageRequestView): string {
  const asked = `You asked ${model ?? 'without naming a model'}`
  if (outcome === 'refused')
    return `${asked}, and the gateway refused it${call.refusalCode === null ? '' : ` (${call.refusalCode})`}: the call says why and what to do.`
  if (outcome !== 'answered') return `${asked}, and it ${outcome} after ${shownMs(totalMs)}.`
  const money = costUsd === null ? 'without a known price' : shownMoney(costUsd * 1e6)
  return `${asked}, it answered in ${shownMs(totalMs)}, ${counted(totalTokens, 'token')}, ${money}, nothing was refused.`
}
