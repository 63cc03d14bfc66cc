import type { UsageProviders } from '@tollgate/contract/resources/usage-health'

type Row = UsageProviders['items'][number]
type Counted = Pick<Row, 'calls' | 'asked' | 'errors' | 'limited' | 'ours'>

/** Less is what happens on any day. */
const troubleShare = 0.02

/** Us or them? Each with the numbers that say so. */
export function judgeProvider({ calls, asked, errors, limited, ours }: Counted): Pick<Row, 'whose' | 'why'> {
  const isTheirs = asked > 0 && (errors + limited) / asked >= troubleShare
  const isOurs = calls > 0 && ours / calls >= troubleShare
  const theirs = `${share(errors, asked)} of what it was asked ended in an error and ${share(limited, asked)} in 429`
  const own = `${share(ours, calls)} of the calls failed here although it answered`
  if (isTheirs && isOurs) return { whose: 'both', why: `${theirs}; and ${own}.` }
  if (isTheirs) return { whose: 'them', why: `${theirs}.` }
  if (isOurs) return { whose: 'us', why: `${own}.` }
  return {
    whose: 'nobody',
    why: asked === 0 ? 'It was not asked in this time.' : 'Fewer than 2 in 100 ended in an error or in 429.',
  }
}

function share(part: number, whole: number): string {
  const percent = whole === 0 ? 0 : (100 * part) / whole
  return `${percent > 0 && percent < 1 ? percent.toFixed(1) : Math.round(percent)} %`
}
