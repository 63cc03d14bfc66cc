import { Stack, Table, Text } from '@mantine/core'
import type { Model } from '@tollgate/contract/resources/model'
import { useChange } from '../../client/use-change.ts'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { numberOrNull } from '../../ui/form-values.ts'
import { Moment } from '../../ui/moment.tsx'
import { shownRate } from './model-price.ts'
import { PriceFields } from './new-model.tsx'

interface ModelDrawerProps {
  readonly model: Model
  readonly onClose: () => void
}

/** One model's prices by date, and another one from now on. */
export function ModelDrawer({ model, onClose }: ModelDrawerProps) {
  const update = useChange('updateModel', {
    hasOwnProblem: true,
    says: () => `${model.model} has a new price from now on.`,
    afterwards: onClose,
  })
  const known = [
    ...model.presetPrices.map((price) => ({ ...price, source: 'known' })),
    ...model.prices.map((price) => ({ ...price, source: 'said here' })),
  ]
  const submit = (form: FormData) => {
    const next = {
      from: new Date().toISOString(),
      input: numberOrNull(form, 'input') ?? 0,
      output: numberOrNull(form, 'output') ?? 0,
      cachedInput: numberOrNull(form, 'cachedInput'),
    }
    update.mutate({
      params: { id: model.id },
      body: { prices: [...model.prices, next] },
      revision: model.revision,
    })
  }
  return (
    <FormDrawer
      title={model.displayName}
      isOpen
      onClose={onClose}
      action="Set price from now on"
      isBusy={update.isPending}
      problem={update.error}
      onSubmit={submit}
    >
      <Stack gap="xs">
        {known.length === 0 && (
          <Text size="sm">It has no price: calls are not counted in money, and limits on cost refuse it.</Text>
        )}
        {known.length > 0 && (
          <Table aria-label="Prices">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>From</Table.Th>
                <Table.Th>Input</Table.Th>
                <Table.Th>Output</Table.Th>
                <Table.Th>Source</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {known.map(({ from, input, output, source }) => (
                <Table.Tr key={`${source} ${from}`}>
                  <Table.Td>
                    <Moment at={from} />
                  </Table.Td>
                  <Table.Td>{shownRate(input)}</Table.Td>
                  <Table.Td>{shownRate(output)}</Table.Td>
                  <Table.Td>{source}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
        <PriceFields isRequired />
      </Stack>
    </FormDrawer>
  )
}
