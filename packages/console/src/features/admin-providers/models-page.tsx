import { Button, TextInput } from '@mantine/core'
import type { Model } from '@tollgate/contract/resources/model'
import { useAnswer, useAnswerPages } from '../../client/use-answer.ts'
import { useMay } from '../../client/use-me.ts'
import { Answered } from '../../ui/answered.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { shownCount } from '../../ui/numbers.ts'
import { Page } from '../../ui/page.tsx'
import { StateWord } from '../../ui/state-word.tsx'
import { useAddress } from '../../ui/use-address.ts'
import { ModelDrawer } from './model-drawer.tsx'
import { priceNow, shownRate } from './model-price.ts'
import { NewModel } from './new-model.tsx'

const columns: readonly Column<Model>[] = [
  { name: 'Model', cell: ({ model }) => model, sortBy: ({ model }) => model },
  { name: 'Alias', cell: ({ alias }) => alias ?? '–', isMinor: true },
  {
    name: 'Context',
    cell: ({ contextWindow }) => (contextWindow === null ? '–' : shownCount(contextWindow)),
    isNumber: true,
    isMinor: true,
  },
  { name: 'Input', cell: (model) => shownRate(priceNow(model)?.input), isNumber: true },
  { name: 'Cached', cell: (model) => shownRate(priceNow(model)?.cachedInput), isNumber: true, isMinor: true },
  { name: 'Output', cell: (model) => shownRate(priceNow(model)?.output), isNumber: true },
  { name: 'Price', cell: ({ priceSource }) => <PriceSource source={priceSource} /> },
]

/** What is called, and what a million tokens cost. */
export function ModelsPage() {
  const may = useMay()
  const { values, set, go } = useAddress()
  const { search = '' } = values
  const providers = useAnswer('listProviders', { query: { limit: 200 } })
  const asked = useAnswerPages('listModels', { query: { limit: 100, ...(search === '' ? {} : { search }) } })
  const models = asked.data?.pages.flatMap(({ items }) => items) ?? []
  const open = models.find(({ id }) => id === values.model)
  const close = () => set({ open: '', model: '' })
  const action = may('models:manage') && <Button onClick={() => go({ open: 'new' })}>Add model</Button>
  return (
    <Page
      title="Models and prices"
      says="US dollars for a million tokens. Without a price, cost cannot be counted."
      action={action}
    >
      <TextInput
        data-filter
        aria-label="Part of a name"
        placeholder="Part of a name"
        defaultValue={search}
        onChange={(event) => set({ search: event.currentTarget.value })}
      />
      <Answered asked={asked}>
        {() =>
          models.length === 0 ? (
            <Empty says="No model is listed. Add one to give it an alias, a context or a price of your own; prices that are known hold without it." />
          ) : (
            <DataTable
              label="Models"
              columns={columns}
              rows={models}
              rowId={({ id }) => id}
              onOpen={({ id }) => go({ model: id })}
              onMore={asked.hasNextPage ? () => void asked.fetchNextPage() : undefined}
            />
          )
        }
      </Answered>
      <NewModel providers={providers.data?.items ?? []} isOpen={values.open === 'new'} onClose={close} />
      {open !== undefined && <ModelDrawer model={open} onClose={close} />}
    </Page>
  )
}

function PriceSource({ source }: { readonly source: Model['priceSource'] }) {
  if (source === null) return <StateWord tone="warning">unpriced</StateWord>
  return <StateWord>{source === 'own' ? 'said here' : 'known'}</StateWord>
}
