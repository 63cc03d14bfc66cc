import { Anchor, Group, Radio, SimpleGrid, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Provider } from '@tollgate/contract/resources/provider'
import { useMay } from '../../client/use-me.ts'
import { Block } from '../../ui/block.tsx'
import { Empty } from '../../ui/empty.tsx'
import classes from './provider-tiles.module.css'

interface ProviderTilesProps {
  readonly providers: readonly Provider[]
  readonly value: string
  readonly onChange: (id: string) => void
}

/** Who is to answer. */
export function ProviderTiles({ providers, value, onChange }: ProviderTilesProps) {
  const may = useMay()
  const add = may('providers:manage') && (
    <Anchor component={Link} to="/admin/providers" size="sm">
      Add a provider
    </Anchor>
  )
  return (
    <Block title="Provider" action={add}>
      {providers.length === 0 && <Empty says="There is no provider yet. Who manages providers has to add one first." />}
      <Radio.Group value={value} onChange={onChange} aria-label="Provider">
        <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm">
          {providers.map(({ id, name, type, baseUrl }) => (
            <Radio.Card key={id} value={id} className={classes.tile ?? ''} aria-label={name}>
              <Group gap="xs" wrap="nowrap" align="flex-start">
                <Radio.Indicator />
                <div>
                  <Text fw={500}>{name}</Text>
                  <Text size="xs" c="dimmed">
                    {baseUrl ?? (type === 'openai' ? 'api.openai.com' : 'speaks as OpenAI does')}
                  </Text>
                </div>
              </Group>
            </Radio.Card>
          ))}
        </SimpleGrid>
      </Radio.Group>
    </Block>
  )
}
