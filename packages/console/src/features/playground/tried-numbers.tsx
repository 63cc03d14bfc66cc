import { Anchor, Group, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { Answer } from '../../client/call.ts'
import { useAnswer } from '../../client/use-answer.ts'
import { Block } from '../../ui/block.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { shownCount, shownMoney, shownMs } from '../../ui/numbers.ts'
import { StateWord, type Tone } from '../../ui/state-word.tsx'
import classes from './playground.module.css'
import type { Tried } from './use-try.ts'

type Exchange = Answer<'getUsageRequest'>

const askAgainMs = 1_000
/** What was refused before anything was known of its key is never booked. */
const bookedWithinMs = 20_000

/** What it cost and what happened to it, as it is accounted; a moment after its end. */
export function TriedNumbers({ tried }: { readonly tried: Tried }) {
  const { head, totalMs } = tried
  const id = head?.requestId ?? ''
  const exchange = useBooked(tried)
  if (head === undefined) return null
  return (
    <>
      <Block
        title="What it took"
        says={exchange === undefined ? 'Tokens and money follow when the call is booked.' : undefined}
      >
        <dl className={classes.facts}>
          <Fact name="Status" value={String(head.status)} />
          <Fact name="First byte" value={shownMs(exchange?.firstByteMs ?? head.ms)} />
          <Fact name="Whole time" value={wholeTime(exchange?.totalMs ?? totalMs)} />
          <Fact name="Input tokens" value={exchange === undefined ? '–' : shownCount(exchange.inputTokens)} />
          <Fact name="Output tokens" value={exchange === undefined ? '–' : shownCount(exchange.outputTokens)} />
          <Fact name="Money" value={exchange === undefined ? '–' : moneyOf(exchange)} />
        </dl>
        {id !== '' && (
          <Group gap="xs" mt="sm">
            <Anchor component={Link} to={`/analytics/exchanges?open=${encodeURIComponent(id)}`} size="sm">
              Open the exchange
            </Anchor>
            <Text size="sm" c="dimmed">
              {id}
            </Text>
          </Group>
        )}
      </Block>
      {exchange !== undefined && <Verdicts exchange={exchange} />}
      <Block title="Headers of the answer">
        <DataTable
          label="Headers of the answer"
          columns={[
            { name: 'Name', cell: ([name]) => name },
            { name: 'Value', cell: ([, value]) => <span style={{ overflowWrap: 'anywhere' }}>{value}</span> },
          ]}
          rows={head.headers}
          rowId={([name, value]) => `${name} ${value}`}
        />
      </Block>
    </>
  )
}

/** The exchange, as soon as the gateway has handed it over. */
function useBooked({ head, keyId, endedAt }: Tried): Exchange | undefined {
  const id = head?.requestId ?? ''
  const isWaiting = endedAt !== undefined && Date.now() - endedAt < bookedWithinMs
  const [found, setFound] = useState<string>()
  const isFound = found === id && id !== ''
  const log = useAnswer(
    'listUsageRequests',
    { query: { keyId, limit: 10 } },
    { isOn: isWaiting && !isFound && keyId !== undefined, ...(isFound ? {} : { everyMs: askAgainMs }) },
  )
  const isThere = log.data?.items.some((call) => call.id === id) === true
  useEffect(() => {
    if (isThere) setFound(id)
  }, [isThere, id])
  const asked = useAnswer('getUsageRequest', { params: { id } }, { isOn: isFound })
  // What is kept of the call before is not of this one.
  return asked.data?.id === id && isFound ? asked.data : undefined
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}

function wholeTime(ms: number | undefined): string {
  return ms === undefined ? '–' : shownMs(ms)
}

function moneyOf({ costUsd, isUnpriced, isEstimated }: Exchange): string {
  if (costUsd === null) return isUnpriced ? 'no price known' : '$0.00'
  return `${isEstimated ? '≈ ' : ''}${shownMoney(costUsd * 1e6)}`
}

const words: Readonly<Record<Exchange['verdicts'][number]['verdict'], readonly [word: string, tone: Tone]>> = {
  passed: ['passed', 'plain'],
  changed: ['changed', 'info'],
  'would-change': ['would have changed', 'info'],
  refused: ['refused', 'warning'],
  'would-refuse': ['would have refused', 'info'],
  'could-not-run': ['could not run', 'bad'],
}

function Verdicts({ exchange }: { readonly exchange: Exchange }) {
  const { verdicts } = exchange
  return (
    <Block title="Policies" says={verdicts.length === 0 ? 'No policy looked at this call.' : undefined}>
      {verdicts.length > 0 && (
        <DataTable
          label="Policies"
          columns={[
            { name: 'Policy', cell: ({ policy }) => policy },
            { name: 'On', cell: ({ phase }) => (phase === 'request' ? 'the prompt' : 'the answer'), isMinor: true },
            {
              name: 'Verdict',
              cell: ({ verdict }) => <StateWord tone={words[verdict][1]}>{words[verdict][0]}</StateWord>,
            },
            { name: 'Found', cell: ({ found }) => foundText(found) },
            { name: 'Time', cell: ({ ms }) => shownMs(ms), isNumber: true, isMinor: true },
          ]}
          rows={verdicts}
          rowId={({ attachment, phase }) => `${attachment} ${phase}`}
        />
      )}
    </Block>
  )
}

function foundText(found: Readonly<Record<string, number>> | undefined): string {
  const rules = Object.entries(found ?? {}).map(([rule, times]) => `${rule} × ${times}`)
  return rules.length === 0 ? '–' : rules.join(', ')
}
