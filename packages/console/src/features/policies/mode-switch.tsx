import { Switch } from '@mantine/core'
import type { PolicyAttachment } from '@tollgate/contract/resources/policy-attachment'
import { useChange } from '../../client/use-change.ts'
import { StateWord } from '../../ui/state-word.tsx'
import { tell } from '../../ui/tell.tsx'
import { whenInForce } from './policy-scope.ts'
import { policyName } from './policy-words.ts'

/** Observe or enforce, at one press; it can be taken back. */
export function ModeSwitch({ attachment, isOff }: { readonly attachment: PolicyAttachment; readonly isOff: boolean }) {
  const { id, mode, apiId, managedBy } = attachment
  const name = policyName(attachment)
  const update = useChange('updatePolicy')
  const turn = (next: PolicyAttachment['mode'], undo?: () => void) =>
    update.mutate(
      { params: { id }, body: { mode: next } },
      { onSuccess: () => tell(whenInForce(`${name} ${words[next]}`, apiId), undo) },
    )
  const shown = update.isPending ? (update.variables.body?.mode ?? mode) : mode
  const isEnforced = shown === 'enforce'
  if (isOff) return <StateWord>{words[shown]}</StateWord>
  return (
    <Switch
      label={words[shown]}
      aria-label={`Enforce ${name}`}
      checked={isEnforced}
      disabled={managedBy !== null}
      onChange={() => turn(isEnforced ? 'observe' : 'enforce', () => turn(mode))}
    />
  )
}

const words = { enforce: 'enforces', observe: 'observes' } as const
