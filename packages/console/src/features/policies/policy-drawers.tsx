import { Drawer } from '@mantine/core'
import type { PolicyAttachment, PolicyType } from '@tollgate/contract/resources/policy-attachment'
import { useMay } from '../../client/use-me.ts'
import { useAddress } from '../../ui/use-address.ts'
import { Bench } from './bench/bench.tsx'
import { PolicyEditor } from './policy-editor.tsx'
import { PolicyPicker } from './policy-picker.tsx'
import type { PolicyScope } from './policy-scope.ts'
import { policyName } from './policy-words.ts'

interface PolicyDrawersProps {
  readonly scope: PolicyScope
  readonly policies: readonly PolicyAttachment[]
  readonly types: readonly PolicyType[]
}

/** What opens beside the way of a call; the address says which. */
export function PolicyDrawers({ scope, policies, types }: PolicyDrawersProps) {
  const { values, set, go } = useAddress()
  const may = useMay()
  const attachment = policies.find(({ id }) => id === values.policy)
  const type = types.find(({ name }) => name === (attachment?.policy ?? values.add))
  const close = () => set({ policy: '', add: '', bench: '' })
  const mayTry = may('apis:manage')
  const title = attachment === undefined ? `New policy: ${type?.name}` : policyName(attachment)
  return (
    <>
      <Drawer opened={values.add === '1' && mayTry} onClose={close} title="Add a policy">
        <PolicyPicker types={types} onPick={(name) => go({ add: name })} />
      </Drawer>
      <Drawer opened={type !== undefined} onClose={close} title={title} size="min(1240px, 100vw)">
        {type !== undefined && (
          <PolicyEditor key={attachment?.id ?? type.name} {...{ scope, type, attachment }} onDone={close} />
        )}
      </Drawer>
      <Drawer opened={values.bench === '1' && mayTry} onClose={close} title="Try a call" size="min(900px, 100vw)">
        {scope !== null && <Bench subject={{ apiId: scope }} />}
      </Drawer>
    </>
  )
}
