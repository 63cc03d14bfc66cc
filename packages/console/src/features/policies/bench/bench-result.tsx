import { Group, SimpleGrid, Stack, Text } from '@mantine/core'
import type { PolicyTrial } from '@tollgate/contract/resources/policy-trial'
import type { ReactNode } from 'react'
import { CopyField } from '../../../ui/copy-field.tsx'
import { shownMs } from '../../../ui/numbers.ts'
import { StateWord } from '../../../ui/state-word.tsx'
import { verdictWord } from '../policy-words.ts'
import { MarkedText } from './marked-text.tsx'
import { textAt } from './text-at.ts'
import type { TrialKind } from './trial-input.ts'

interface BenchResultProps {
  readonly trial: PolicyTrial
  /** What was tried. */
  readonly text: string
  readonly kind: TrialKind
}

/** What came of a trial: the verdicts, what was found where, and what would be sent or read. */
export function BenchResult({ trial, text, kind }: BenchResultProps) {
  const { verdicts, notRun, sent, reads, milliseconds } = trial
  const spans = verdicts.flatMap((verdict) => verdict.spans ?? [])
  const path = spans.find(({ inner, event }) => inner === null && event === null)?.path
  const after = path === undefined ? undefined : textAt(kind === 'answer' ? reads?.body : sent, path)
  return (
    <Stack aria-label="What came of it" role="region">
      {verdicts.map((verdict) => (
        <VerdictLine key={`${verdict.attachmentId} ${verdict.policy} ${verdict.phase}`} verdict={verdict} />
      ))}
      {notRun.map(({ policy, attachmentId, why }) => (
        <Text size="sm" key={`${attachmentId} ${policy}`}>
          <b>{policy}</b> did not run: {why}
        </Text>
      ))}
      {verdicts.length > 0 && (
        <Text size="xs" c="dimmed">
          {shownMs(milliseconds)} for all policies.
        </Text>
      )}
      {kind !== 'body' && (
        <SimpleGrid cols={{ base: 1, lg: after === undefined ? 1 : 2 }} spacing="sm">
          <Part title="Before">
            <MarkedText label="Before" text={text} spans={spans} />
          </Part>
          {after !== undefined && (
            <Part title="After">
              <MarkedText label="After" text={after} spans={[]} />
            </Part>
          )}
        </SimpleGrid>
      )}
      {kind === 'body' && spans.length > 0 && <Findings spans={spans} />}
      {sent !== null && (
        <Part title="What the provider would get">
          <CopyField label="What the provider would get" value={JSON.stringify(sent, null, 2)} />
        </Part>
      )}
      {reads !== null && (
        <Part title={`What the client reads: ${reads.status}${reads.policy === null ? '' : `, by ${reads.policy}`}`}>
          <CopyField label="What the client reads" value={JSON.stringify(reads.body, null, 2)} />
        </Part>
      )}
    </Stack>
  )
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div>
      <Text size="sm" fw={500} mb={4}>
        {title}
      </Text>
      {children}
    </div>
  )
}

function VerdictLine({ verdict: tried }: { readonly verdict: PolicyTrial['verdicts'][number] }) {
  const { policy, phase, verdict, reason, found, milliseconds } = tried
  const [word, tone] = verdictWord(verdict, policy)
  return (
    <div>
      <Group gap="xs">
        <Text size="sm" fw={500}>
          {policy}
        </Text>
        <StateWord tone={tone}>{word}</StateWord>
        <Text size="xs" c="dimmed">
          {phase === 'request' ? 'the request' : 'the answer'} · {shownMs(milliseconds)}
        </Text>
      </Group>
      {Object.keys(found).length > 0 && <Text size="sm">Found: {foundWords(found)}.</Text>}
      {reason !== null && <Text size="sm">{reason}</Text>}
    </div>
  )
}

/** "email 2, card 1" */
export function foundWords(found: Readonly<Record<string, number>>): string {
  return Object.entries(found)
    .map(([what, count]) => `${what} ${count}`)
    .join(', ')
}

function Findings({ spans }: { readonly spans: NonNullable<PolicyTrial['verdicts'][number]['spans']> }) {
  return (
    <Part title="What was found">
      <Stack gap={4}>
        {spans.map(({ path, label, start, text: found }) => (
          <Text size="sm" key={`${path} ${start} ${label}`}>
            <StateWord tone="warning">{label}</StateWord> <code>{found}</code> in <code>{path}</code>
          </Text>
        ))}
      </Stack>
    </Part>
  )
}
