import type { ConfigurationApplied, ConfigurationChange } from '@tollgate/contract/resources/configuration'
import type { Palette } from '../terminal/palette.ts'
import { printable } from '../terminal/printable.ts'

type Changes = ConfigurationApplied['changes']

/** What would change, a line a thing and a line a field, and how much of it there is. */
export function planScreen(changes: Changes, palette: Palette): string {
  const lines = changes.flatMap((change) => [heading(change, palette), ...fields(change, palette)])
  return `${[...lines, '', `${counts(changes)}.`].join('\n')}\n`
}

export function counts(changes: Changes): string {
  const of = (action: ConfigurationChange['action']) => changes.filter((change) => change.action === action).length
  return `${of('create')} to create, ${of('update')} to change, ${of('delete')} to delete`
}

function heading({ action, kind, name }: ConfigurationChange, palette: Palette): string {
  const what = printable(`${kind} ${name}`)
  switch (action) {
    case 'create':
      return palette.good(`+ ${what}`)
    case 'update':
      return palette.warning(`~ ${what}`)
    case 'delete':
      return palette.bad(`- ${what}`)
  }
}

/** Of what is new or goes, the name is enough. */
function fields({ action, fields: changed }: ConfigurationChange, palette: Palette): string[] {
  if (action !== 'update') return []
  return changed.map(
    ({ field, before, after }) => `    ${printable(field)}: ${shown(before)} ${palette.dim('→')} ${shown(after)}`,
  )
}

function shown(value: unknown): string {
  return value === undefined || value === null ? 'none' : printable(JSON.stringify(value), 200)
}
