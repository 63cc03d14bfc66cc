import { Drawer, Group, Stack, Table, Text } from '@mantine/core'
import type { PolicyType } from '@tollgate/contract/resources/policy-attachment'
import { useAnswer } from '../../client/use-answer.ts'
import { Answered } from '../../ui/answered.tsx'
import { Block } from '../../ui/block.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { StateWord } from '../../ui/state-word.tsx'
import { useAddress } from '../../ui/use-address.ts'
import { fieldKind, type JsonSchema } from './json-schema.ts'
import { PoliciesFrame } from './policies-frame.tsx'
import { schemaOf } from './policy-words.ts'

/** Which policies are there, and what does each take? */
export function PolicyLibraryPage() {
  const asked = useAnswer('listPolicyTypes', {})
  const { values, go, set } = useAddress()
  return (
    <PoliciesFrame>
      <Answered asked={asked} lines={8}>
        {({ items }) => (
          <>
            <DataTable
              label="Kinds of policies"
              rows={items}
              rowId={({ name }) => name}
              onOpen={({ name }) => go({ type: name })}
              columns={[
                { name: 'Policy', cell: ({ name }) => <Text fw={500}>{name}</Text>, sortBy: ({ name }) => name },
                { name: 'What it does', cell: ({ summary }) => summary },
                {
                  name: 'Kind',
                  cell: ({ kind }) => <StateWord>{kind}</StateWord>,
                  sortBy: ({ kind }) => kind,
                  isMinor: true,
                },
                { name: 'Reads', cell: ({ flows }) => readsWords(flows), isMinor: true },
                {
                  name: 'Where it fails',
                  cell: ({ onFailure }) => failureWords[onFailure],
                  isMinor: true,
                },
              ]}
            />
            <TypeDrawer type={items.find(({ name }) => name === values.type)} onClose={() => set({ type: '' })} />
          </>
        )}
      </Answered>
    </PoliciesFrame>
  )
}

const failureWords = { reject: 'the call is refused', skip: 'the call goes on' } as const

function readsWords(flows: PolicyType['flows']): string {
  return flows.map((flow) => (flow === 'request' ? 'requests' : 'answers')).join(' and ')
}

function TypeDrawer({ type, onClose }: { readonly type: PolicyType | undefined; readonly onClose: () => void }) {
  return (
    <Drawer opened={type !== undefined} onClose={onClose} title={type?.name ?? ''} size="xl">
      {type !== undefined && (
        <Stack>
          <Group gap="xs">
            <StateWord>{type.kind}</StateWord>
            <Text size="sm" c="dimmed">
              {readsWords(type.flows)} · {type.dialects.join(', ')} · where it fails, {failureWords[type.onFailure]}
            </Text>
          </Group>
          <Text>{type.summary}</Text>
          <Block title="What it takes">
            <Fields schema={schemaOf(type)} />
          </Block>
          <Block title="JSON schema">
            <CopyField label={`JSON schema of ${type.name}`} value={JSON.stringify(type.configSchema, null, 2)} />
          </Block>
        </Stack>
      )}
    </Drawer>
  )
}

function Fields({ schema }: { readonly schema: JsonSchema }) {
  return (
    <Table aria-label="Fields">
      <Table.Tbody>
        {Object.entries(schema.properties ?? {}).map(([name, field]) => (
          <Table.Tr key={name}>
            <Table.Td valign="top">
              <code>{name}</code>
              <Text size="xs" c="dimmed">
                {schema.required?.includes(name) ? 'has to be there' : valueWords(field)}
              </Text>
            </Table.Td>
            <Table.Td>
              {field.description}
              {field.default !== undefined && field.default !== '' && (
                <Text size="xs" c="dimmed">
                  Preset: {JSON.stringify(field.default)}
                </Text>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

function valueWords(field: JsonSchema): string {
  const kind = fieldKind(field)
  switch (kind.kind) {
    case 'choice':
    case 'choices':
      return kind.options.join(' · ')
    case 'switch':
      return 'true · false'
    case 'text':
      return 'text'
    case 'number':
      return 'number'
    case 'words':
      return 'list of texts'
    case 'list':
      return 'list'
    case 'pairs':
      return 'names and values'
    default:
      return 'JSON'
  }
}
