import type { AuditEntryView } from '@tollgate/contract/resources/audit-entry'
import { call, type Input } from '../../client/call.ts'
import { tell } from '../../ui/tell.tsx'

const most = 10_000
const page = 200

/** Everything that the filters leave, the newest first, as one JSON object a line. */
export async function exportAudit(query: NonNullable<Input<'listAudit'>['query']>): Promise<void> {
  const lines: string[] = []
  let after: string | undefined
  do {
    const answer: { readonly items: readonly AuditEntryView[]; readonly next: string | null } = await call(
      'listAudit',
      { query: { ...query, limit: page, ...(after === undefined ? {} : { after }) } },
    )
    lines.push(...answer.items.map((entry) => JSON.stringify(entry)))
    after = answer.next ?? undefined
  } while (after !== undefined && lines.length < most)
  save(`${lines.join('\n')}\n`)
  tell(`${lines.length} entries are in audit.ndjson${after === undefined ? '.' : ', the newest; there are more.'}`)
}

function save(text: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/x-ndjson' }))
  link.download = 'audit.ndjson'
  link.click()
  URL.revokeObjectURL(link.href)
}
