import { NativeSelect, Text } from '@mantine/core'
import type { Key, KeyMade } from '@tollgate/contract/resources/api-key'
import { useState } from 'react'
import { useChange } from '../../client/use-change.ts'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { textOf } from '../../ui/form-values.ts'
import { KeyMadeDrawer } from './key-made.tsx'

const overlaps = [
  { value: '0', label: 'Not at all: it ends at once' },
  { value: '60', label: '1 hour' },
  { value: '1440', label: '1 day' },
  { value: '10080', label: '7 days' },
  { value: '43200', label: '30 days' },
]

interface RotateKeyProps {
  readonly apiKey: Key
  readonly onClose: () => void
}

/** A new key in place of one, which works on for a while. */
export function RotateKey({ apiKey, onClose }: RotateKeyProps) {
  const { id, name } = apiKey
  const [result, setResult] = useState<{ readonly made: KeyMade; readonly overlap: string }>()
  const rotate = useChange('rotateKey', { hasOwnProblem: true })
  const submit = (form: FormData) => {
    const overlap = textOf(form, 'overlap')
    rotate.mutate(
      { params: { id }, body: { overlapMinutes: Number(overlap) } },
      { onSuccess: (made) => setResult({ made, overlap }) },
    )
  }
  if (result !== undefined) {
    const label = overlaps.find(({ value }) => value === result.overlap)?.label
    const says = result.overlap === '0' ? 'The old key has ended.' : `The old key works on for ${label}.`
    return <KeyMadeDrawer made={result.made} says={says} onClose={onClose} />
  }
  return (
    <FormDrawer
      title={`Rotate ${name}`}
      action="Rotate"
      isOpen
      onClose={onClose}
      isBusy={rotate.isPending}
      problem={rotate.error}
      onSubmit={submit}
    >
      <Text size="sm">A new key with the same name, restrictions and length of life takes its place.</Text>
      <NativeSelect
        name="overlap"
        label="The old key works on for"
        description="Long enough to put the new one where the old one is."
        data={overlaps}
        defaultValue="1440"
      />
    </FormDrawer>
  )
}
