import { number, type Sql } from './sql.ts'
import type { Wanted } from './value-codes.ts'

/** How many combinations were made today, by organisation. Counted once a day; what others make meanwhile beside this store is not seen, which lets a few more in. */
export class NewToday {
  private day = -1
  private readonly counts = new Map<number, number>()

  async count(sql: Sql, { organisation, day }: Wanted): Promise<number> {
    if (day !== this.day) this.counts.clear()
    this.day = day
    const known = this.counts.get(organisation)
    if (known !== undefined) return known
    const question = 'select count(*) as known from usage_combination where organisation = ? and day = ?'
    const count = number((await sql.all(question, [organisation, day]))[0], 'known')
    this.counts.set(organisation, count)
    return count
  }

  add({ organisation, day }: Wanted, made: number): void {
    const known = this.counts.get(organisation)
    if (day === this.day && known !== undefined) this.counts.set(organisation, known + made)
  }
}
