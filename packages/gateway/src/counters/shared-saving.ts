import { slotsKept } from './counter-rules.ts'
import type { SavedCounter, SavedPiece } from './counter-store.ts'
import { digestFromText, textOfDigest } from './key-digests.ts'
import { header, kinds, place } from './shared-layout.ts'
import type { SharedMemoryView } from './shared-memory-view.ts'
import type { SharedTable } from './shared-table.ts'

/** Places that are saved in one go; other threads wait for as long. */
const savedAtOnce = 256

/** What was used in the windows that are not over. */
export function* saveCounters(view: SharedMemoryView, table: SharedTable, now: number): Iterable<SavedPiece> {
  for (let from = 0; from < view.sizes.places; from += savedAtOnce) {
    yield view.alone(() => {
      const saved: SavedCounter[] = []
      const to = Math.min(from + savedAtOnce, view.sizes.places)
      for (let at = from; at < to; at++) {
        const isUsed = table.read(at, place.kind) > kinds.left && table.read(at, place.used) > 0
        if (isUsed && now < table.read(at, place.endsAt)) saved.push(saveOne(table, at))
      }
      return { settlements: view.getHeader(header.settlements), counters: saved }
    })
  }
}

/** Takes over one counter; what is counted already stays where it is more. */
export function restoreCounter(view: SharedMemoryView, table: SharedTable, saved: SavedCounter, now: number): void {
  const digest = digestFromText(saved.key)
  if (digest === null) return
  const found = table.find(digest)
  const at = found >= 0 ? found : table.claim(digest, now, [])
  if (at === -1) return
  if (saved.slots !== undefined && saved.slotMs !== undefined) {
    const first = Math.floor((saved.slots[0]?.[0] ?? 0) / saved.slotMs)
    if (found === -1 && !table.openRolling(at, saved.slotMs, first, now)) return
    for (const [time, used] of saved.slots) raiseSlot(view, table, { at, slot: Math.floor(time / saved.slotMs), used })
    return
  }
  if (found === -1 || table.read(at, place.startsAt) < saved.startsAt) table.openCalendar(at, saved)
  if (table.read(at, place.startsAt) !== saved.startsAt) return
  table.writeUsed(at, Math.max(0, saved.used - table.read(at, place.used)), 0)
  view.commit()
}

function raiseSlot(view: SharedMemoryView, table: SharedTable, to: { at: number; slot: number; used: number }): void {
  const { at, slot, used } = to
  table.advance(at, slot)
  table.writeUsed(at, Math.max(0, used - table.amountIn(at, slot)), slot)
  view.commit()
}

function saveOne(table: SharedTable, at: number): SavedCounter {
  const key = textOfDigest(table.keyWords(at))
  const saved = { key, endsAt: table.read(at, place.endsAt), used: table.read(at, place.used) }
  if (!table.isRolling(at)) return { ...saved, startsAt: table.read(at, place.startsAt) }
  const newest = table.read(at, place.startsAt)
  const slotMs = table.slotMs(at)
  const slots = Array.from({ length: slotsKept }, (_, index) => newest - slotsKept + 1 + index)
    .filter((slot) => table.amountIn(at, slot) > 0)
    .map((slot) => [slot * slotMs, table.amountIn(at, slot)] as const)
  return { ...saved, startsAt: 0, slotMs, slots }
}
