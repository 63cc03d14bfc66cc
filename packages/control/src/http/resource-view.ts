import type { RecordBase } from '../storage/records.ts'

/** The fields that every resource shows (resourceFields of the contract). */
export function baseView({ id, revision, createdAt, updatedAt }: RecordBase) {
  return { id, revision, createdAt: shownTime(createdAt), updatedAt: shownTime(updatedAt) }
}

export function shownTime(time: number): string
export function shownTime(time: number | null): string | null
export function shownTime(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString()
}

export function pageView<R, V>(
  page: { readonly items: readonly R[]; readonly next: string | null },
  view: (item: R) => V,
) {
  return { items: page.items.map(view), next: page.next }
}
