import { addUsed, slotsKept, slotThatOpens } from './counter-rules.ts'
import type { CounterState, Limit, SavedCounter } from './counter-store.ts'
import type { RollingSlots } from './rolling-slots.ts'

/** One counter in the memory of one process. */
export interface MemoryCounter {
  /** 0 and Infinity for `concurrency`, which has no window. */
  startsAt: number
  endsAt: number
  used: number
  reserved: number
  /** Of a rolling window; it has what was used. */
  readonly slots: RollingSlots | null
}

export function usedOf(counter: MemoryCounter): number {
  return counter.slots?.used ?? counter.used
}

export function stateOf(counter: MemoryCounter, limit: number | null): CounterState {
  const resetsAt = counter.endsAt === Number.POSITIVE_INFINITY ? null : counter.endsAt
  return { used: usedOf(counter), reserved: counter.reserved, limit, resetsAt }
}

export function addTo(counter: MemoryCounter, used: number, at: number): void {
  if (counter.slots !== null) {
    counter.slots.add(Math.floor(at / counter.slots.slotMs), used)
    counter.endsAt = endOf(counter.slots)
  } else if (counter.endsAt !== Number.POSITIVE_INFINITY) counter.used = addUsed(counter.used, used)
}

export function moveTo(counter: MemoryCounter, now: number): void {
  if (counter.slots === null) return
  counter.slots.advance(Math.floor(now / counter.slots.slotMs))
  counter.endsAt = endOf(counter.slots)
}

function endOf({ newest, slotMs }: RollingSlots): number {
  return (newest + slotsKept) * slotMs
}

export function opensAt({ slots, endsAt }: MemoryCounter, limit: Limit): number | null {
  if (slots === null) return endsAt === Number.POSITIVE_INFINITY ? null : endsAt
  return slotThatOpens(limit, slots.used, slots.newest, (slot) => slots.amountIn(slot)) * slots.slotMs
}

/** What is reserved in an ended calendar window matters to nobody; elsewhere it is still to be counted. */
export function isOver(counter: MemoryCounter, now: number): boolean {
  if (counter.slots === null && now >= counter.endsAt) return true
  return counter.reserved === 0 && (now >= counter.endsAt || counter.endsAt === Number.POSITIVE_INFINITY)
}

export function saveSlots({ slots }: MemoryCounter): Pick<SavedCounter, 'slots' | 'slotMs'> {
  if (slots === null) return {}
  const oldest = slots.newest - slotsKept + 1
  const kept = Array.from({ length: slotsKept }, (_, index) => oldest + index).filter(
    (slot) => slots.amountIn(slot) > 0,
  )
  return { slotMs: slots.slotMs, slots: kept.map((slot) => [slot * slots.slotMs, slots.amountIn(slot)]) }
}
