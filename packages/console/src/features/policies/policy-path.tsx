import { Anchor, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { PolicyAttachment, PolicyType } from '@tollgate/contract/resources/policy-attachment'
import type { ReactNode } from 'react'
import { useMay } from '../../client/use-me.ts'
import { useAddress } from '../../ui/use-address.ts'
import { PathStep } from './path-step.tsx'
import classes from './policy-path.module.css'
import { PolicyRows } from './policy-rows.tsx'
import { inAskedOrder, type PolicyScope, useReorder } from './policy-scope.ts'
import { flowOf, isOnAnswers, isOnRequests } from './policy-words.ts'
import { usePolicyHits } from './use-policy-hits.ts'

interface PolicyPathProps {
  readonly scope: PolicyScope
  /** Of this scope, in their order. */
  readonly policies: readonly PolicyAttachment[]
  /** Of the organisation, where the scope is an API. */
  readonly before: readonly PolicyAttachment[]
  readonly types: readonly PolicyType[]
  readonly keySays: ReactNode
  readonly limitsSays: ReactNode
  readonly providerSays: ReactNode
}

/** The way of a call from top to bottom, and the policies where they run. */
export function PolicyPath(props: PolicyPathProps) {
  const { scope, before, types, keySays, limitsSays, providerSays } = props
  const may = useMay()
  const { go } = useAddress()
  const { reorder, asked } = useReorder(scope)
  const hits = usePolicyHits(scope)
  const policies = inAskedOrder(props.policies, asked)
  const all = policies.map(({ id }) => id)
  const mayChange = may('apis:manage')
  const rows = (label: string, shown: readonly PolicyAttachment[]) => (
    <PolicyRows
      {...{ label, shown, all, types, hits }}
      onOrder={mayChange ? reorder : undefined}
      onOpen={(id) => go({ policy: id })}
    />
  )
  const flow = (attachment: PolicyAttachment) =>
    flowOf(
      attachment,
      types.find(({ name }) => name === attachment.policy),
    )
  const onRequests = policies.filter((one) => isOnRequests(flow(one)))
  const onAnswers = policies.filter((one) => isOnAnswers(flow(one)))
  const answersBefore = before.filter((one) => isOnAnswers(flow(one)))
  return (
    <div className={classes.path}>
      <PathStep title="Key" says={keySays} />
      <PathStep title="Limits" says={limitsSays} />
      {scope !== null && (
        <Earlier
          title="Policies of the organisation"
          {...{ types, hits }}
          shown={before.filter((one) => isOnRequests(flow(one)))}
        />
      )}
      <PathStep
        title={scope === null ? 'Policies of the organisation' : 'Policies of this API'}
        kind="policies"
        says={
          onRequests.length === 0
            ? 'Nothing looks at what is asked yet.'
            : 'They look at what is asked, one after the other. Move them with the arrow keys, by dragging, or in their menu.'
        }
      >
        {onRequests.length > 0 && rows('Policies on requests', onRequests)}
      </PathStep>
      {scope === null && <PathStep title="Policies of the API" says="Each API has its own besides, which run next." />}
      <PathStep title="Provider" says={providerSays} />
      <PathStep
        title="Guardrails on the answer"
        kind={onAnswers.length + answersBefore.length > 0 ? 'policies' : 'plain'}
        says={
          onAnswers.length + answersBefore.length === 0
            ? 'Answers pass as the provider gives them.'
            : 'They look at what the model answers, streams included, in the same order. A mask on requests puts back here what it took out.'
        }
      >
        {answersBefore.length > 0 && (
          <PolicyRows
            label="Policies of the organisation on answers"
            shown={answersBefore}
            all={[]}
            {...{ types, hits }}
          />
        )}
        {onAnswers.length > 0 && rows('Policies on answers', onAnswers)}
      </PathStep>
    </div>
  )
}

interface EarlierProps {
  readonly title: string
  readonly shown: readonly PolicyAttachment[]
  readonly types: readonly PolicyType[]
  readonly hits: ReturnType<typeof usePolicyHits>
}

/** Those of the organisation run in front of an API's own, and are changed elsewhere. */
function Earlier({ title, shown, types, hits }: EarlierProps) {
  const link = (
    <Anchor component={Link} to="/publisher/policies" size="sm">
      Change them for every API
    </Anchor>
  )
  return (
    <PathStep title={title} kind={shown.length === 0 ? 'plain' : 'policies'} action={link}>
      {shown.length === 0 ? (
        <Text size="sm" c="dimmed">
          None.
        </Text>
      ) : (
        <PolicyRows label={title} shown={shown} all={[]} {...{ types, hits }} />
      )}
    </PathStep>
  )
}
