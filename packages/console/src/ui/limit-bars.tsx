import type { LimitState } from '@tollgate/contract/resources/quota-state'
import classes from './limit-bars.module.css'
import { Moment } from './moment.tsx'
import { shownCount, shownMoney } from './numbers.ts'
import { metricWords } from './plan-sentence.ts'
import { StateWord, type Tone } from './state-word.tsx'

const nearPercent = 80

/** What is used of limits: a bar each, with what is left in words and when it begins anew. */
export function LimitBars({ limits }: { readonly limits: readonly LimitState[] }) {
  return (
    <div className={classes.bars}>
      {limits.map((limit) => (
        <LimitBar key={[limit.scope, limit.ownerId, limit.subject, limit.metric, limit.per].join(' ')} limit={limit} />
      ))}
    </div>
  )
}

function LimitBar({ limit }: { readonly limit: LimitState }) {
  const { used, reserved, metric, resetsAt, isSoft } = limit
  const percent = metric === 'concurrency' ? limit.usedPercent : Math.min(limit.usedPercent, 999)
  const tone: Tone = percent >= 100 ? 'bad' : percent >= nearPercent ? 'warning' : 'plain'
  const amount = metric === 'concurrency' ? reserved : used
  return (
    <div>
      <div className={classes.words}>
        <span>
          {shownAmount(amount, limit)} of {shownAmount(limit.limit, limit)} {limitName(limit)}
        </span>
        <span>
          <StateWord tone={tone}>{percent >= 100 ? 'used up' : `${Math.floor(percent)} % used`}</StateWord>{' '}
          <span className={classes.resets}>
            {isSoft && 'warns only · '}
            {resetsAt === null ? '' : <ResetsAt at={resetsAt} />}
          </span>
        </span>
      </div>
      <svg className={classes.bar} viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect className={classes.ground} width={100} height={6} />
        <rect className={classes.used} data-tone={tone} width={Math.min(percent, 100)} height={6} />
      </svg>
    </div>
  )
}

function ResetsAt({ at }: { readonly at: string }) {
  return (
    <>
      resets <Moment at={at} />
    </>
  )
}

function shownAmount(amount: number, { metric }: LimitState): string {
  return metric === 'cost' ? shownMoney(amount) : shownCount(amount)
}

/** "tokens a day"; money says what it is by its sign. */
function limitName({ metric, per }: LimitState): string {
  const what = metric === 'cost' ? '' : metricWords[metric]
  if (per === null) return what
  const period = /^\d/.test(per) ? `in ${per}` : `${per === 'hour' ? 'an' : 'a'} ${per}`
  return `${what} ${period}`.trim()
}
