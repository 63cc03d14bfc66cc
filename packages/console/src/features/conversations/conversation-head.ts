import { shownMs } from '../../ui/numbers.ts'
import type { Conversation } from './conversation-page.tsx'

/** Where, who, with what and for how long, as far as it is known. */
export function conversationHead({ turns, from, to }: Conversation): string {
  const [first] = turns.flatMap(({ requests }) => requests)
  const lasted = shownMs(Date.parse(turns.at(-1)?.lastAt ?? to) - Date.parse(turns[0]?.firstAt ?? from))
  const parts = [first?.repository, first?.person ?? first?.application, first?.agent, lasted]
  return parts.filter((part) => part !== null && part !== undefined && part !== '').join(' · ')
}
