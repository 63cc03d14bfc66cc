import { Group, SimpleGrid, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useAnswerPages } from '../../client/use-answer.ts'
import { Answered } from '../../ui/answered.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Page } from '../../ui/page.tsx'
import { useAddress } from '../../ui/use-address.ts'
import { ApiCard } from './api-card.tsx'
import { MoreButton } from './more-button.tsx'

const afterTypingMs = 200

/** What may I use? */
export function CataloguePage() {
  const { values, set } = useAddress()
  const [search] = useDebouncedValue(values.search ?? '', afterTypingMs)
  const [model] = useDebouncedValue(values.model ?? '', afterTypingMs)
  const asked = useAnswerPages('listCatalogue', { query: { limit: 50, search, model } })
  const isFiltered = search !== '' || model !== ''
  return (
    <Page title="Catalogue" says="The APIs that you may use, or ask to use.">
      <Group>
        <TextInput
          type="search"
          aria-label="Search"
          placeholder="Name or description"
          data-focus-filter
          value={values.search ?? ''}
          onChange={(event) => set({ search: event.currentTarget.value })}
        />
        <TextInput
          aria-label="Model"
          placeholder="Has the model …"
          value={values.model ?? ''}
          onChange={(event) => set({ model: event.currentTarget.value })}
        />
      </Group>
      <Answered asked={asked}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items)
          if (items.length === 0)
            return (
              <Empty
                says={
                  isFiltered
                    ? 'No API fits. Search for less, or without a model.'
                    : 'No API is published for you yet. Whoever runs Tollgate publishes them under Publish, APIs.'
                }
              />
            )
          return (
            <>
              <Text size="sm" c="dimmed" role="status">
                {items.length} {items.length === 1 ? 'API' : 'APIs'}
              </Text>
              <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
                {items.map((item) => (
                  <ApiCard key={item.id} api={item} />
                ))}
              </SimpleGrid>
              <MoreButton asked={asked} />
            </>
          )
        }}
      </Answered>
    </Page>
  )
}
