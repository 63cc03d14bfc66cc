import type { KeyRow } from '@tollgate/contract/snapshot'
import { AddressRanges } from '../server/address-ranges.ts'
import { matchesReferrer } from './referrer-pattern.ts'

/** From where a key may be used. What its row says and nobody can read allows nothing. */
export class KeyRestriction {
  private readonly addresses: AddressRanges | undefined
  private readonly referrers: readonly string[]

  constructor({ allowedAddresses, allowedReferrers }: KeyRow) {
    this.addresses = allowedAddresses.length === 0 ? undefined : new AddressRanges(allowedAddresses)
    this.referrers = allowedReferrers
  }

  allowsAddress(address: string): boolean {
    return this.addresses === undefined || this.addresses.has(address)
  }

  allowsReferrer(referrer: string | undefined): boolean {
    if (this.referrers.length === 0) return true
    return referrer !== undefined && this.referrers.some((pattern) => matchesReferrer(pattern, referrer))
  }
}
