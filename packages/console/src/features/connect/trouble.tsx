import { Table } from '@mantine/core'
import { Block } from '../../ui/block.tsx'

const rows = [
  [
    'waiting for network, or connection failed',
    'The certificate is not trusted yet, or the host name is another one: the certificate step.',
  ],
  [
    'exceeded retry limit, last status: 401',
    'The key is not the one of this terminal: set it again, or make a new one.',
  ],
  ['You’ve hit your usage limit', 'A limit of the plan is used up: Home says when it resets.'],
  ['Missing environment variable', 'The line with the key was typed in another terminal.'],
] as const

/** What Codex prints, and what to do. */
export function Trouble() {
  return (
    <Block title="If it does not work">
      <Table aria-label="If it does not work">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Codex says</Table.Th>
            <Table.Th>What to do</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(([says, cure]) => (
            <Table.Tr key={says}>
              <Table.Td>{says}</Table.Td>
              <Table.Td>{cure}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Block>
  )
}
