import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { CatalogueEntry } from '@tollgate/contract/resources/catalogue'
import { useAnswer } from '../../client/use-answer.ts'
import { AddressFields } from '../../ui/address-fields.tsx'
import { Answered } from '../../ui/answered.tsx'
import { ApiStateWord, apiStateMeaning } from '../../ui/api-state.tsx'
import { Block } from '../../ui/block.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Markdown } from '../../ui/markdown.tsx'
import { shownCount } from '../../ui/numbers.ts'
import { Page } from '../../ui/page.tsx'
import { useAddress } from '../../ui/use-address.ts'
import { useId } from '../../ui/use-id.ts'
import { dialectWords } from './dialect-words.ts'
import { MySubscriptions } from './my-subscriptions.tsx'
import { Plans } from './plans.tsx'
import { shownPrice } from './price-words.ts'
import { SubscribeDrawer } from './subscribe-drawer.tsx'

/** Is this the right one? */
export function CatalogueEntryPage() {
  const id = useId()
  const { go, values, set } = useAddress()
  const asked = useAnswer('getCatalogueEntry', { params: { id } })
  return (
    <Answered asked={asked} lines={8}>
      {(entry) => (
        <Page
          title={`${entry.name} ${entry.version}`}
          state={<ApiStateWord state={entry.state} />}
          says={entry.description === '' ? apiStateMeaning(entry.state) : entry.description}
          action={
            <Button disabled={entry.plans.length === 0} onClick={() => go({ open: 'subscribe' })}>
              Subscribe
            </Button>
          }
        >
          <Block
            title="Address"
            says={`${entry.provider} answers. Speaks ${dialectWords(entry.dialects)}.`}
            action={
              <Group gap="sm">
                <Anchor component={Link} to={`/devportal/catalogue/${id}/try`} size="sm">
                  Try it
                </Anchor>
                <Anchor component={Link} to={`/devportal/connect?${new URLSearchParams({ api: id })}`} size="sm">
                  Connect an agent
                </Anchor>
              </Group>
            }
          >
            <AddressFields path={entry.path} environmentIds={entry.environmentIds} />
          </Block>
          <MySubscriptions apiId={id} />
          <Block title="Plans">
            <Plans plans={entry.plans} />
          </Block>
          <Models entry={entry} />
          <Guardrails guardrails={entry.guardrails} />
          <Block title="Documentation">
            {entry.docs === '' ? (
              <Empty says="Its publisher has written nothing about it yet." />
            ) : (
              <Markdown text={entry.docs} />
            )}
          </Block>
          <SubscribeDrawer entry={entry} isOpen={values.open === 'subscribe'} onClose={() => set({ open: '' })} />
        </Page>
      )}
    </Answered>
  )
}

function Models({ entry: { models, path } }: { readonly entry: CatalogueEntry }) {
  return (
    <Block title="Models" says="Prices are of a million tokens.">
      {models.length === 0 ? (
        <Text size="sm" c="dimmed">
          Those of its provider: GET {path}/models lists them.
        </Text>
      ) : (
        <DataTable
          label="Models"
          rows={models}
          rowId={(model) => model.id}
          columns={[
            { name: 'Model', cell: (model) => model.id },
            { name: 'Name', cell: ({ displayName }) => displayName, isMinor: true },
            {
              ...{ name: 'Context', isNumber: true },
              cell: ({ contextWindow }) =>
                contextWindow === null ? 'not known' : `${shownCount(contextWindow)} tokens`,
            },
            { name: 'Input', isNumber: true, cell: ({ price }) => shownPrice(price?.input) },
            {
              name: 'From a cache',
              isNumber: true,
              isMinor: true,
              cell: ({ price }) => shownPrice(price?.cachedInput),
            },
            { name: 'Output', isNumber: true, cell: ({ price }) => shownPrice(price?.output) },
          ]}
        />
      )}
    </Block>
  )
}

/** What acts on my calls, in plain words. */
function Guardrails({ guardrails }: Pick<CatalogueEntry, 'guardrails'>) {
  return (
    <Block title="What acts on your calls">
      {guardrails.length === 0 ? (
        <Text size="sm" c="dimmed">
          No rule looks at them.
        </Text>
      ) : (
        <Stack component="ul" gap="xs" m={0} p={0}>
          {guardrails.map(({ id, policy, says, mode, isConditional }) => (
            <Text key={id} component="li" size="sm" style={{ listStyle: 'none' }}>
              {says} {isConditional && 'On some calls only. '}
              {mode === 'observe' && 'It only notes what it would have done. '}
              <Text span c="dimmed">
                {policy}
              </Text>
            </Text>
          ))}
        </Stack>
      )}
    </Block>
  )
}
