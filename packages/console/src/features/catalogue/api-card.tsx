import { Anchor, Group, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { CatalogueItem } from '@tollgate/contract/resources/catalogue'
import { ApiStateWord } from '../../ui/api-state.tsx'
import { Block } from '../../ui/block.tsx'
import { StateWord } from '../../ui/state-word.tsx'
import { dialectWords } from './dialect-words.ts'
import { priceBand } from './price-words.ts'

const modelsShown = 4

/** One API of the catalogue, as much as is needed to choose. */
export function ApiCard({ api }: { readonly api: CatalogueItem }) {
  const { id, name, version, state, description, tags, models, provider, dialects, isSubscribed } = api
  const more = models.length - modelsShown
  return (
    <Block>
      <Stack gap={6}>
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <Anchor component={Link} to={`/devportal/catalogue/${id}`} fw={600} style={{ overflowWrap: 'anywhere' }}>
            {name} {version}
          </Anchor>
          {isSubscribed ? <StateWord tone="good">subscribed</StateWord> : <ApiStateWord state={state} />}
        </Group>
        {description !== '' && (
          <Text size="sm" lineClamp={3} style={{ overflowWrap: 'anywhere' }}>
            {description}
          </Text>
        )}
        <Text size="sm" c="dimmed">
          {models.length === 0
            ? 'Every model of its provider'
            : models
                .slice(0, modelsShown)
                .map((model) => model.displayName)
                .join(', ')}
          {more > 0 && ` and ${more} more`}
        </Text>
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {[provider, dialectWords(dialects), priceBand(models), ...tags].filter(Boolean).join(' · ')}
        </Text>
      </Stack>
    </Block>
  )
}
