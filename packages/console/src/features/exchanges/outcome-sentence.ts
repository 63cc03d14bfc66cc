import type { UsageExchange } from '@tollgate/contract/resources/usage'
import { counted, shownMoney, shownMs } from '../../ui/numbers.ts'

/** Why it ended as it did, in a sentence. */
export function outcomeSentence(call: UsageExchange): string {
  const { outcome, refusal, totalMs, totalTokens, costUsd, isUnpriced, policyHits } = call
  const asked = `${call.person ?? call.application} asked ${call.modelAsked ?? call.model ?? call.api}`
  if (outcome === 'refused') return `${asked}; it was refused: ${refusal?.message ?? 'no reason was kept'}`
  const money = isUnpriced ? 'no price is known' : shownMoney((costUsd ?? 0) * 1e6)
  const used = `${counted(totalTokens, 'token')}, ${money}`
  if (outcome === 'failed')
    return `${asked}; it failed after ${shownMs(totalMs)}: ${refusal?.message ?? 'the provider broke off'}`
  if (outcome === 'cancelled') return `${asked}; the client left after ${shownMs(totalMs)}, ${used}.`
  const rules =
    policyHits.length === 0 ? 'nothing was changed or refused' : `${counted(policyHits.length, 'rule')} acted`
  return `${asked}; ${call.modelServed ?? 'it'} answered in ${shownMs(totalMs)}, ${used}, ${rules}.`
}
