import type { DenyRuleRow } from '@tollgate/contract/limits'
import type { Exchange } from '../pipeline/exchange.ts'
import { type Refusal, refuse } from '../pipeline/refusal.ts'
import { AddressRanges } from '../server/address-ranges.ts'

type Matches = (x: Exchange) => boolean

/** The rules that refuse calls whatever their plan. Made anew with every change of one of them. */
export class DenyRules {
  private readonly rules: ReadonlyArray<{ readonly name: string; readonly parts: readonly Matches[] }>

  constructor(rows: Iterable<DenyRuleRow>) {
    this.rules = [...rows].map((row) => ({ name: row.name, parts: partsOf(row) }))
  }

  /** A rule is about the calls that match every part of it. */
  refuse(x: Exchange): Refusal | undefined {
    const rule = this.rules.find(({ parts }) => parts.every((matches) => matches(x)))
    if (rule === undefined) return undefined
    return refuse('denied', `The deny rule ${rule.name} refuses this call: ask an administrator of Tollgate.`)
  }
}

function partsOf({ apiId, applicationId, person, addresses, isInverted }: DenyRuleRow): Matches[] {
  const parts: Matches[] = []
  if (apiId !== null) parts.push(({ api }) => api.id === apiId)
  if (applicationId !== null) parts.push(({ caller }) => caller.application.id === applicationId)
  if (person !== null) {
    const denied = person.toLowerCase()
    parts.push(({ caller }) => caller.key.person?.toLowerCase() === denied)
  }
  if (addresses !== null) {
    const ranges = new AddressRanges(addresses)
    parts.push(({ request }) => ranges.has(request.address) !== isInverted)
  }
  return parts
}
