import { writeCursor } from '../storage/cursor.ts'
import type { Kind, Records } from '../storage/records.ts'
import type { Page, PageQuery, Reader } from '../storage/store.ts'

const sliceRecords = 200

/** A page of what `keep` leaves over: full as long as there is more, however few it keeps. */
export async function filteredPage<K extends Kind>(
  reader: Reader,
  { kind, ...query }: PageQuery<Records[K]> & { readonly kind: K },
  keep: (records: readonly Records[K][]) => readonly Records[K][] | Promise<readonly Records[K][]>,
): Promise<Page<Records[K]>> {
  const items: Records[K][] = []
  let after = query.after
  for (;;) {
    const slice: Page<Records[K]> = await reader.page(kind, { ...query, after, limit: sliceRecords })
    items.push(...(await keep(slice.items)))
    const last = items[query.limit - 1]
    if (last !== undefined && items.length > query.limit)
      return { items: items.slice(0, query.limit), next: writeCursor(last) }
    if (slice.next === null) return { items, next: null }
    after = slice.next
  }
}
