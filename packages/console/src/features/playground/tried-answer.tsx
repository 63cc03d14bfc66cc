import { Text } from '@mantine/core'
import { Block } from '../../ui/block.tsx'
import { Notice } from '../../ui/notice.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import classes from './playground.module.css'
import type { Tried } from './use-try.ts'

const says = {
  sending: 'Sent, waiting for the first byte.',
  answering: 'It is being written.',
  done: undefined,
  stopped: 'You stopped it; the gateway has told the provider.',
  broken: undefined,
} as const

/** The words as they come, or why there are none. */
export function TriedAnswer({ tried }: { readonly tried: Tried }) {
  const { state, words, refused, broken, problem, head } = tried
  return (
    <Block title="Answer" says={says[state]}>
      {words !== '' && (
        <pre className={classes.answer} aria-live="polite" aria-busy={state === 'answering'}>
          {words}
        </pre>
      )}
      {refused !== undefined && (
        <Notice
          tone="warning"
          title={`Refused with ${head?.status ?? ''}${refused.code === null ? '' : ` · ${refused.code}`}`}
        >
          <Text size="sm">{refused.message}</Text>
        </Notice>
      )}
      {broken !== undefined && (
        <Notice tone="bad" title="Not whole">
          <Text size="sm">{broken}</Text>
        </Notice>
      )}
      {problem !== undefined && <ProblemNotice problem={problem} />}
    </Block>
  )
}
