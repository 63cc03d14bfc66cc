import { Box, Button, Table, UnstyledButton } from '@mantine/core'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useState } from 'react'
import classes from './data-table.module.css'

export interface Column<Row> {
  readonly name: string
  readonly cell: (row: Row) => ReactNode
  /** What the column is sorted by; left out: it does not sort. */
  readonly sortBy?: (row: Row) => string | number
  /** At the right. */
  readonly isNumber?: boolean
  /** Left out on a phone. */
  readonly isMinor?: boolean
}

interface DataTableProps<Row> {
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly rowId: (row: Row) => string
  /** Opens what the row is about; with Enter too. */
  readonly onOpen?: (row: Row) => void
  /** There are more, and this asks for them. */
  readonly onMore?: (() => void) | undefined
}

interface Sorting {
  readonly name: string
  readonly isDown: boolean
}

/** Rows with a sticky head, sorted by its names; `j` and `k` move, Enter opens. */
export function DataTable<Row>({ label, columns, rows, rowId, onOpen, onMore }: DataTableProps<Row>) {
  const [sorting, setSorting] = useState<Sorting>()
  const turn = (name: string) => setSorting({ name, isDown: sorting?.name === name && !sorting.isDown })
  return (
    <Box className={classes.frame}>
      <Table highlightOnHover={onOpen !== undefined} aria-label={label} className={classes.table ?? ''} stickyHeader>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Head key={column.name} column={column} sorting={sorting} onTurn={turn} />
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {sorted(rows, { columns, sorting }).map((row) => (
            <Table.Tr
              key={rowId(row)}
              data-opens={onOpen !== undefined}
              {...(onOpen === undefined ? {} : opening(() => onOpen(row)))}
            >
              {columns.map((column) => (
                <Table.Td key={column.name} data-kind={kindOf(column)}>
                  {column.cell(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {onMore !== undefined && (
        <Button variant="subtle" fullWidth onClick={onMore}>
          Show more
        </Button>
      )}
    </Box>
  )
}

interface HeadProps<Row> {
  readonly column: Column<Row>
  readonly sorting: Sorting | undefined
  readonly onTurn: (name: string) => void
}

function Head<Row>({ column, sorting, onTurn }: HeadProps<Row>) {
  const { name, sortBy } = column
  if (sortBy === undefined) return <Table.Th data-kind={kindOf(column)}>{name}</Table.Th>
  const isSorted = sorting?.name === name
  const Arrow = sorting?.isDown ? ArrowDown : ArrowUp
  const order = sorting?.isDown ? 'descending' : 'ascending'
  return (
    <Table.Th data-kind={kindOf(column)} aria-sort={isSorted ? order : 'none'}>
      <UnstyledButton fz="xs" fw={500} onClick={() => onTurn(name)}>
        {name} {isSorted && <Arrow size={12} aria-hidden />}
      </UnstyledButton>
    </Table.Th>
  )
}

interface Order<Row> {
  readonly columns: readonly Column<Row>[]
  readonly sorting: Sorting | undefined
}

function sorted<Row>(rows: readonly Row[], { columns, sorting }: Order<Row>): readonly Row[] {
  const sortBy = columns.find(({ name }) => name === sorting?.name)?.sortBy
  if (sortBy === undefined) return rows
  const direction = sorting?.isDown ? -1 : 1
  return rows.toSorted((one, other) => direction * compare(sortBy(one), sortBy(other)))
}

function compare(one: string | number, other: string | number): number {
  return typeof one === 'number' && typeof other === 'number' ? one - other : String(one).localeCompare(String(other))
}

function kindOf<Row>({ isNumber, isMinor }: Column<Row>): string {
  return [isNumber ? 'number' : '', isMinor ? 'minor' : ''].join(' ').trim()
}

function opening(open: () => void) {
  return {
    tabIndex: 0,
    onClick: (event: { target: EventTarget }) => {
      if (!isControl(event.target)) open()
    },
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
      if (event.target !== event.currentTarget) return
      if (event.key === 'Enter') open()
      if (event.key === 'j') moveTo(event.currentTarget.nextElementSibling)
      if (event.key === 'k') moveTo(event.currentTarget.previousElementSibling)
    },
  }
}

function isControl(target: EventTarget): boolean {
  return target instanceof Element && target.closest('a, button, input, label, [role="menuitem"]') !== null
}

function moveTo(row: Element | null): void {
  if (row instanceof HTMLElement) row.focus()
}
