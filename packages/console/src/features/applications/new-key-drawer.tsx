import { NativeSelect, Textarea, TextInput } from '@mantine/core'
import type { KeyMade } from '@tollgate/contract/resources/api-key'
import type { Application } from '@tollgate/contract/resources/application'
import { useState } from 'react'
import type { Problem } from '../../client/problem.ts'
import { useAnswer } from '../../client/use-answer.ts'
import { useChange } from '../../client/use-change.ts'
import { useMay } from '../../client/use-me.ts'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { RestrictionFields } from './key-fields.tsx'
import { KeyMadeDrawer } from './key-made.tsx'
import { type NewKeyValues, newKeyOf } from './new-key-values.ts'

interface NewKeyProps {
  readonly application: Application
  readonly onClose: () => void
}

/** Makes a key and shows it once; asks for one where production keys have to be approved. */
export function NewKey({ application, onClose }: NewKeyProps) {
  const params = { id: application.id }
  const [made, setMade] = useState<KeyMade>()
  const create = useChange('createKey', { hasOwnProblem: true, afterwards: setMade })
  const ask = useChange('createRequest', {
    hasOwnProblem: true,
    says: () => 'Asked for. Once it is approved, you make the key at My requests.',
    afterwards: onClose,
  })
  const mustAsk = needsApproval(create.error)
  const submit = ({ type, why, ...body }: NewKeyValues) => {
    if (!mustAsk || type === 'sandbox') create.mutate({ params, body: { ...body, type } })
    else ask.mutate({ body: { kind: 'key', applicationId: application.id, ...body, why } })
  }
  if (made !== undefined)
    return (
      <KeyMadeDrawer
        made={made}
        says="Give it to one agent on one machine. For another one make another key."
        onClose={onClose}
      />
    )
  return (
    <FormDrawer
      title="New key"
      action={mustAsk ? 'Ask for it' : 'Make key'}
      isOpen
      onClose={onClose}
      isBusy={create.isPending || ask.isPending}
      problem={mustAsk ? ask.error : create.error}
      onSubmit={(form) => submit(newKeyOf(form))}
    >
      <KeyFields application={application} />
      {mustAsk && (
        <Textarea
          name="why"
          label="Why"
          description="Production keys are approved here first. A sandbox key needs no approval."
          autosize
          minRows={2}
          maxLength={1_000}
          required
        />
      )}
    </FormDrawer>
  )
}

/** The organisation may have production keys approved: the refusal is about the type then. */
function needsApproval(problem: Problem | null): boolean {
  return problem?.status === 409 && problem.fields.type !== undefined
}

function KeyFields({ application }: { readonly application: Application }) {
  const may = useMay()
  const environments = useAnswer('listEnvironments', { query: { limit: 200 } }, { isOn: may('environments:read') })
  return (
    <>
      <TextInput
        name="name"
        label="Name"
        description="Where it is going to live: laptop, build-server."
        maxLength={100}
        required
        data-autofocus
      />
      <NativeSelect
        name="type"
        label="Type"
        description="Decides which endpoint of an API answers."
        data={[
          { value: 'production', label: 'Production' },
          { value: 'sandbox', label: 'Sandbox' },
        ]}
      />
      <NativeSelect
        name="expires"
        label="Works for"
        defaultValue="90"
        data={[
          { value: '7', label: '7 days' },
          { value: '30', label: '30 days' },
          { value: '90', label: '90 days' },
          { value: '365', label: '1 year' },
          { value: '', label: 'As long as is allowed' },
        ]}
      />
      {application.kind !== 'personal' && (
        <NativeSelect
          name="holder"
          label="Who stands behind its calls"
          defaultValue={application.kind === 'service' ? 'nobody' : 'me'}
          data={[
            { value: 'me', label: 'Me' },
            { value: 'nobody', label: 'Nobody: a machine' },
          ]}
        />
      )}
      {(environments.data?.items.length ?? 0) > 1 && (
        <NativeSelect
          name="environment"
          label="Environment"
          data={[
            { value: '', label: 'Every one' },
            ...(environments.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      )}
      <RestrictionFields />
    </>
  )
}
