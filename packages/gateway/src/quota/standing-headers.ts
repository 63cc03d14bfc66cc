import type { ClientKind } from '../refusals/client-kind.ts'
import type { Standing } from './admission.ts'
import { amountText, type ShownLimit } from './shown-limit.ts'

const kinds: ReadonlyArray<ShownLimit['kind']> = ['requests', 'tokens', 'dollars']
const none: readonly string[] = Object.freeze([])

/**
 * How the limits of a call stand, as headers: names and values in turn; empty for a call that is under none. Of each kind the limit
 * that leaves least, in OpenAI's headers: what is left is what the next call finds, without what open calls have set aside. Codex
 * gets besides what its status line shows: how much is used of the two tightest quotas that differ in length.
 */
export function standingHeaders(standings: readonly Standing[], client: ClientKind, now: number): readonly string[] {
  if (standings.length === 0) return none
  const headers: string[] = []
  for (const kind of kinds) pushKind(headers, kind, { standings, now })
  if (client === 'codex') pushForCodex(headers, standings)
  return headers
}

/** Adds our headers to a provider's: ours take the place of those of the same name, and of what it told Codex of its own quotas. */
export function addStandings(headers: string[], ours: readonly string[]): void {
  if (ours.length === 0) return
  const tellsCodex = ours.includes(`${primary}used-percent`)
  let kept = 0
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const name = headers[at] ?? ''
    if (isReplaced(name.toLowerCase(), ours, tellsCodex)) continue
    headers[kept++] = name
    headers[kept++] = headers[at + 1] ?? ''
  }
  headers.length = kept
  headers.push(...ours)
}

const primary = 'x-codex-primary-'
const secondary = 'x-codex-secondary-'

function isReplaced(name: string, ours: readonly string[], tellsCodex: boolean): boolean {
  if (name.startsWith('x-ratelimit-')) return ours.includes(name)
  return tellsCodex && (name.startsWith(primary) || name.startsWith(secondary))
}

interface Now {
  readonly standings: readonly Standing[]
  readonly now: number
}

function pushKind(headers: string[], kind: ShownLimit['kind'], { standings, now }: Now): void {
  let tightest: Standing | undefined
  for (const standing of standings) {
    if (standing.limit.shown?.kind !== kind || standing.state.limit === null) continue
    if (tightest === undefined || leftOf(standing) < leftOf(tightest)) tightest = standing
  }
  if (tightest?.limit.row == null || tightest.limit.shown == null) return
  const { row, shown } = tightest.limit
  headers.push(`x-ratelimit-limit-${kind}`, shown.limit)
  headers.push(`x-ratelimit-remaining-${kind}`, amountText(row.metric, leftOf(tightest)))
  headers.push(`x-ratelimit-reset-${kind}`, durationText((tightest.state.resetsAt ?? now) - now))
}

/** Codex warns its user by these, so only what has been used counts: what is set aside mostly comes back. */
function pushForCodex(headers: string[], standings: readonly Standing[]): void {
  const first = mostUsed(standings, (shown) => !shown.isPassing) ?? mostUsed(standings, () => true)
  if (first?.limit.shown == null) return
  const { windowMinutes, isPassing } = first.limit.shown
  const second = mostUsed(standings, (shown) => shown.windowMinutes !== windowMinutes && shown.isPassing === isPassing)
  pushQuota(headers, primary, first)
  if (second !== undefined) pushQuota(headers, secondary, second)
}

function pushQuota(headers: string[], family: string, { limit: { shown }, state }: Standing): void {
  if (shown === null) return
  const percent = Math.min(100, Math.round(shareOf(state) * 1000) / 10)
  headers.push(`${family}used-percent`, String(percent))
  headers.push(`${family}window-minutes`, String(shown.windowMinutes))
  if (state.resetsAt !== null) headers.push(`${family}reset-at`, String(Math.ceil(state.resetsAt / 1000)))
}

function mostUsed(standings: readonly Standing[], counts: (shown: ShownLimit) => boolean): Standing | undefined {
  let most: Standing | undefined
  for (const standing of standings) {
    const { shown } = standing.limit
    if (shown === null || standing.state.limit === null || !counts(shown)) continue
    if (most === undefined || shareOf(standing.state) > shareOf(most.state)) most = standing
  }
  return most
}

function shareOf({ used, limit }: Standing['state']): number {
  return limit === null || limit === 0 ? 1 : used / limit
}

function leftOf({ state: { used, reserved, limit } }: Standing): number {
  return Math.max(0, (limit ?? 0) - used - reserved)
}

/** As OpenAI writes it: `6m0s`. */
function durationText(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  if (hours > 0) return `${hours}h${minutes}m${seconds % 60}s`
  return minutes > 0 ? `${minutes}m${seconds % 60}s` : `${seconds}s`
}
