import type { StoredRecord } from '../../analytics-store.ts'
import { companyOf, type MoesifEventSettings, userOf } from './moesif-event.ts'

interface UserProfile {
  readonly user_id: string
  readonly company_id?: string
  readonly metadata: Readonly<Record<string, unknown>>
}

interface CompanyProfile {
  readonly company_id: string
  readonly metadata: Readonly<Record<string, unknown>>
}

export interface Profiles {
  readonly users: readonly UserProfile[]
  readonly companies: readonly CompanyProfile[]
}

const dayMs = 86_400_000
const knownMax = 20_000

/** Who is behind the calls, told once a day, a user again with each company. What is not confirmed is told again. */
export class ProfileBook {
  readonly #company: MoesifEventSettings['company']
  /** The day on which each was told. */
  readonly #told = new Map<string, number>()
  readonly #seen = new Map<string, StoredRecord>()

  constructor(company: MoesifEventSettings['company']) {
    this.#company = company
  }

  /** Before its event is sent. */
  note(stored: StoredRecord): void {
    if (this.#seen.size < knownMax) this.#seen.set(userOf(stored), stored)
  }

  /** What Moesif does not know yet of those that were noted. */
  news(now: number): Profiles {
    const users = new Map<string, UserProfile>()
    const companies = new Map<string, CompanyProfile>()
    for (const stored of this.#seen.values()) {
      const user = userProfile(stored, this.#company)
      if (this.#told.get(userKey(user)) !== dayOf(now)) users.set(user.user_id, user)
      const company = companyProfile(stored, this.#company)
      if (company !== undefined && this.#told.get(companyKey(company)) !== dayOf(now))
        companies.set(company.company_id, company)
    }
    return { users: [...users.values()], companies: [...companies.values()] }
  }

  /** They were taken. */
  confirm({ users, companies }: Profiles, now: number): void {
    if (this.#told.size > knownMax) this.#told.clear()
    for (const user of users) this.#told.set(userKey(user), dayOf(now))
    for (const company of companies) this.#told.set(companyKey(company), dayOf(now))
    this.#seen.clear()
  }
}

function userKey({ user_id, company_id }: UserProfile): string {
  return JSON.stringify(['user', user_id, company_id])
}

function companyKey({ company_id }: CompanyProfile): string {
  return JSON.stringify(['company', company_id])
}

function dayOf(now: number): number {
  return Math.floor(now / dayMs)
}

function userProfile(stored: StoredRecord, company: MoesifEventSettings['company']): UserProfile {
  const { person, identity, team, costCentre, application } = stored.facts
  const companyId = companyOf(stored, company)
  return {
    user_id: userOf(stored),
    ...(companyId === undefined ? {} : { company_id: companyId }),
    metadata: { email: person, name: person ?? application, team, costCenter: costCentre, identity },
  }
}

function companyProfile(stored: StoredRecord, company: MoesifEventSettings['company']): CompanyProfile | undefined {
  const id = companyOf(stored, company)
  if (id === undefined) return undefined
  const metadata = company === 'team' ? { name: id, costCenter: stored.facts.costCentre } : { name: id }
  return { company_id: id, metadata }
}
