import type { UsageRequestView } from '@tollgate/contract/resources/usage'
import { useAnswer } from './use-answer.ts'
import { useMay } from './use-me.ts'

const leftName = 'tollgate-set-up-left'
/** About as far back as may be asked at once. */
const longestMs = 1_000 * 86_400_000

/** A call that Tollgate carried, if there ever was one. undefined: not known yet, null: none. */
export function useAnyCall({
  isOn = true,
  everyMs,
}: {
  readonly isOn?: boolean
  readonly everyMs?: number
} = {}): UsageRequestView | null | undefined {
  const from = new Date(Date.now() - longestMs).toISOString().slice(0, 10)
  const { data } = useAnswer(
    'listUsageRequests',
    { query: { from, limit: 1 } },
    { isOn, ...(everyMs === undefined ? {} : { everyMs }) },
  )
  return data === undefined ? undefined : (data.items[0] ?? null)
}

/** Whether Tollgate has ever carried a call: until then an administrator is led to the set-up. undefined: not known yet. */
export function useIsSetUp(): boolean | undefined {
  const may = useMay()
  const isMine = may('settings:manage') && may('apis:manage')
  const call = useAnyCall({ isOn: isMine })
  if (!isMine) return true
  return call === undefined ? undefined : call !== null
}

/** Whoever has left the set-up once in this browser is not led there again; the rail still has it. */
export function hasLeftSetUp(): boolean {
  return localStorage.getItem(leftName) !== null
}

export function leaveSetUp(): void {
  localStorage.setItem(leftName, 'yes')
}
