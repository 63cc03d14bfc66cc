import type { Entry } from '../measure/run-scenario.ts'
import type { Scenario } from '../scenario.ts'
import { type Summary, summarise } from './summarise.ts'

interface Column {
  readonly title: string
  readonly cell: (summary: Summary) => string | null
}

const columns: readonly Column[] = [
  { title: 'CPU µs/call', cell: ({ cpuPerCall }) => figure(cpuPerCall) },
  { title: 'CPU µs/event', cell: ({ cpuPerEvent }) => figure(cpuPerEvent) },
  { title: '× nginx', cell: ({ timesNginx }) => timesNginx?.toFixed(2) ?? null },
  { title: 'rounds', cell: ({ spread }) => spread && `${figure(spread[0])}–${figure(spread[1])}` },
  { title: 'calls/s', cell: ({ callsPerSecond }) => (callsPerSecond === 0 ? null : callsPerSecond.toFixed(0)) },
  { title: 'events/s', cell: ({ eventsPerSecond }) => (eventsPerSecond === 0 ? null : eventsPerSecond.toFixed(0)) },
  { title: 'busy %', cell: ({ busy }) => (busy.contestant === 0 ? null : busy.contestant.toFixed(0)) },
  { title: 'mock/load %', cell: ({ busy }) => `${busy.mock.toFixed(0)}/${busy.load.toFixed(0)}` },
  { title: 'others/stolen %', cell: ({ busy }) => `${busy.others.toFixed(0)}/${busy.stolen.toFixed(0)}` },
  { title: 'first byte ms', cell: ({ firstByteMs }) => pair(firstByteMs) },
  { title: 'whole ms', cell: ({ totalMs }) => pair(totalMs) },
  { title: 'event delay ms', cell: ({ eventDelayMs }) => eventDelayMs && pair(eventDelayMs) },
  {
    title: 'RSS MB',
    cell: ({ rssMegabytes }) => rssMegabytes && `${rssMegabytes.before.toFixed(0)} → ${rssMegabytes.loaded.toFixed(0)}`,
  },
]

/** One scenario as text. Columns that nobody has anything to say in are left out. */
export function formatTable(scenario: Scenario, entries: readonly Entry[]): string {
  const nginx = entries.find((entry) => entry.name === 'nginx' && entry.status === 'measured')
  const rows = entries
    .filter((entry) => entry.status === 'measured')
    .map((entry) => ({ name: entry.name, summary: summarise(entry, scenario.units, nginx) }))
    .filter((row): row is { name: string; summary: Summary } => row.summary !== null)
  const used = columns.filter((column) => rows.some(({ summary }) => column.cell(summary)))
  const cells = [
    ['', ...used.map((column) => column.title)],
    ...rows.map(({ name, summary }) => [name, ...used.map((column) => column.cell(summary) || '–')]),
  ]
  const problems = entries
    .filter((entry) => entry.problem !== null)
    .map((entry) => `  ${entry.name} ${entry.status === 'broken' ? 'IS BROKEN' : 'did not run'}: ${entry.problem}`)
  return [`${scenario.name} · ${scenario.title}`, ...(rows.length === 0 ? [] : align(cells)), ...problems, ''].join(
    '\n',
  )
}

function align(cells: readonly (readonly string[])[]): string[] {
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ?? []
  return cells.map((row) => {
    const padded = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
    )
    return `  ${padded.join('  ')}`
  })
}

function figure(value: number | null): string | null {
  if (value === null) return null
  return value < 100 ? value.toFixed(1) : value.toFixed(0)
}

function pair({ p50, p99 }: { readonly p50: number; readonly p99: number }): string | null {
  if (p50 === 0 && p99 === 0) return null
  return `${milliseconds(p50)} / ${milliseconds(p99)}`
}

function milliseconds(value: number): string {
  return value < 10 ? value.toFixed(2) : value.toFixed(0)
}
