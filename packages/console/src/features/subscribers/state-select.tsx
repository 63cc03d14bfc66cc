import { Select } from '@mantine/core'
import { useAddress } from '../../ui/use-address.ts'
import { stateOf, stateOptions } from './subscriber-states.ts'

/** Narrows subscribers to one state; kept in the address. */
export function StateSelect() {
  const { values, set } = useAddress()
  return (
    <Select
      aria-label="State"
      placeholder="Any state"
      data={stateOptions}
      value={stateOf(values.state) ?? null}
      onChange={(next) => set({ state: next ?? '' })}
      clearable
      clearButtonProps={{ 'aria-label': 'Any state' }}
      w={160}
    />
  )
}
