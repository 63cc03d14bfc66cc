import { Anchor, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Application } from '@tollgate/contract/resources/application'
import { useState } from 'react'
import { useAnswer } from '../../client/use-answer.ts'
import { Block } from '../../ui/block.tsx'
import { counted, shownMs } from '../../ui/numbers.ts'
import { StateWord } from '../../ui/state-word.tsx'
import classes from './first-call.module.css'

const everyMs = 2_000
const hintAfterMs = 60_000

/** Waits for the first call since the page was opened, and becomes it. */
export function FirstCall({ application }: { readonly application: Application }) {
  const [openedAt] = useState(() => Date.now())
  // To the second before, so that a call of this moment is one.
  const from = new Date(openedAt - 1_000).toISOString()
  const query = { from, application: [application.id], limit: 1 }
  const asked = useAnswer('listUsageRequests', { query }, { everyMs })
  const call = asked.data?.items[0]
  return (
    <Block title="First call">
      <div role="status">
        {call === undefined ? (
          <Text>
            <span className={classes.ring} aria-hidden="true" /> Waiting for a call of {application.name}.
            {Date.now() - openedAt > hintAfterMs && (
              <Text span size="sm" c="dimmed">
                {' '}
                Nothing yet: <code>npx tollgate doctor</code> looks at the address, the certificate and the key.
              </Text>
            )}
          </Text>
        ) : (
          <>
            <Text component="div">
              <StateWord tone={call.outcome === 'refused' ? 'warning' : call.outcome === 'failed' ? 'bad' : 'good'}>
                {call.outcome}
              </StateWord>{' '}
              {call.model ?? call.api} · {counted(call.totalTokens, 'token')} · {shownMs(call.totalMs)}
            </Text>
            <RefusedBecause id={call.id} isRefused={call.outcome === 'refused'} />
            <Anchor
              component={Link}
              to={`/analytics/exchanges?${new URLSearchParams({ open: call.id })}`}
              size="sm"
              underline="always"
            >
              See the whole call
            </Anchor>
          </>
        )}
      </div>
    </Block>
  )
}

function RefusedBecause({ id, isRefused }: { readonly id: string; readonly isRefused: boolean }) {
  const asked = useAnswer('getUsageRequest', { params: { id } }, { isOn: isRefused })
  const message = asked.data?.refusal?.message
  return message === undefined ? null : <Text size="sm">{message}</Text>
}
