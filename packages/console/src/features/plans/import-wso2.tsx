import { Textarea } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Input } from '../../client/call.ts'
import { useChange } from '../../client/use-change.ts'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { textOf } from '../../ui/form-values.ts'

interface ImportWso2Props {
  readonly isOpen: boolean
  readonly onClose: () => void
}

type Policy = Input<'importWso2Policy'>['body']

const example = `{
  "policyName": "AIGold",
  "defaultLimit": {
    "type": "AIAPIQUOTALIMIT",
    "aiApiQuota": { "requestCount": 5000, "totalTokenCount": 300000, "timeUnit": "min", "unitTime": 1 }
  }
}`

/** A plan out of what WSO2 says of an AI subscription policy, pasted as it is. */
export function ImportWso2({ isOpen, onClose }: ImportWso2Props) {
  const navigate = useNavigate()
  const [isNoJson, setNoJson] = useState(false)
  const create = useChange('importWso2Policy', {
    hasOwnProblem: true,
    says: ({ name }) => `${name} is there, as WSO2 has it. Offer it in the settings of an API.`,
    afterwards: ({ id }) => void navigate({ href: `/publisher/plans/${id}` }),
  })
  const submit = (form: FormData) => {
    const policy = readPolicy(textOf(form, 'policy'))
    setNoJson(policy === undefined)
    if (policy !== undefined) create.mutate({ body: policy })
  }
  return (
    <FormDrawer
      title="Import from WSO2"
      isOpen={isOpen}
      onClose={onClose}
      action="Import"
      isBusy={create.isPending}
      problem={create.error}
      onSubmit={submit}
    >
      <Textarea
        name="policy"
        label="AI subscription policy as JSON"
        description="As the admin portal or its REST API has it. What only WSO2 knows is left out."
        placeholder={example}
        error={isNoJson ? 'This is no JSON object.' : undefined}
        autosize
        minRows={10}
        required
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      />
    </FormDrawer>
  )
}

/** The server looks at what is in it. */
function readPolicy(text: string): Policy | undefined {
  try {
    const read: unknown = JSON.parse(text)
    return typeof read === 'object' && read !== null ? (read as Policy) : undefined
  } catch {
    return undefined
  }
}
