import { setTimeout as sleep } from 'node:timers/promises'
import { askGateway, type MadeKey, makeKey, type ServedApi } from './api-by-rest.ts'
import type { RestClient } from './rest-client.ts'

/** An application may have a hundred, and those whose answers were lost are there beside them. */
const workingKeysMax = 20

/** What a change was last known to have made of a thing: after a lost answer both the old and the new are possible. */
interface Known<State> {
  readonly possible: ReadonlySet<State>
}

export interface ChangedKey extends MadeKey, Known<'active' | 'revoked'> {}

export interface LoadOptions {
  readonly admin: RestClient
  readonly api: ServedApi
  /** 0 to 1, from the seed. */
  readonly random: () => number
}

/**
 * Changes of all kinds, one after the other and as fast as they are answered; it remembers what was acknowledged. A change whose answer
 * was lost may have been made or not, and anything else is a mistake.
 */
export class ChangeLoad {
  readonly keys = new Map<string, ChangedKey>()
  readonly plans = new Map<string, Known<string>>()
  readonly subscriptions = new Map<string, Known<'active' | 'blocked'>>()
  /** Answers that no crash explains. */
  readonly problems: string[] = []
  acknowledged = 0
  lost = 0
  readonly #options: LoadOptions
  #count = 0

  constructor(options: LoadOptions) {
    this.#options = options
  }

  async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) await this.#one()
  }

  async #one(): Promise<void> {
    const choice = this.#options.random()
    try {
      if (choice < 0.4) await this.#createKey()
      else if (choice < 0.6) await this.#revokeKey()
      else if (choice < 0.8) await this.#changePlan()
      else await this.#changeSubscription()
      this.acknowledged++
    } catch (error) {
      this.lost++
      const text = String(error)
      // 503: the control plane says itself that it did nothing.
      if (/was answered (?!503)/.test(text)) this.problems.push(text)
      await sleep(10)
    }
  }

  async #createKey(): Promise<void> {
    const working = [...this.keys.values()].filter(({ possible }) => possible.has('active'))
    if (working.length >= workingKeysMax) return await this.#revokeKey()
    const made = await makeKey(this.#options.admin, this.#options.api.applicationId)
    this.keys.set(made.id, { ...made, possible: new Set(['active']) })
  }

  async #revokeKey(): Promise<void> {
    const active = [...this.keys.values()].filter(({ possible }) => possible.has('active')).slice(-30)
    const key = this.#pick(active)
    if (key === undefined) return
    this.keys.set(key.id, { ...key, possible: new Set(['active', 'revoked']) })
    await this.#options.admin.done('POST', `/keys/${key.id}/revoke`)
    this.keys.set(key.id, { ...key, possible: new Set(['revoked']) })
  }

  async #changePlan(): Promise<void> {
    const { admin } = this.#options
    const known = this.#pick([...this.plans.keys()])
    const description = `change ${++this.#count}`
    if (known === undefined || this.plans.size < 5) {
      const id = await admin.made('POST', '/plans', { name: `plan ${this.#count}`, description })
      this.plans.set(id, { possible: new Set([description]) })
      return
    }
    const before = this.plans.get(known)?.possible ?? []
    this.plans.set(known, { possible: new Set([...before, description]) })
    await admin.done('PATCH', `/plans/${known}`, { description })
    this.plans.set(known, { possible: new Set([description]) })
  }

  /** Of an application of its own, so that the keys' calls go on. */
  async #changeSubscription(): Promise<void> {
    const { admin, api } = this.#options
    const known = this.#pick([...this.subscriptions.keys()])
    if (known === undefined || this.subscriptions.size < 5) {
      const { teamId } = await admin.done('GET', `/applications/${api.applicationId}`)
      const applicationId = await admin.made('POST', '/applications', { name: `client ${++this.#count}`, teamId })
      const id = await admin.made('POST', `/applications/${applicationId}/subscriptions`, { apiId: api.id })
      this.subscriptions.set(id, { possible: new Set(['active']) })
      return
    }
    const [state] = this.subscriptions.get(known)?.possible ?? []
    const next = state === 'active' ? 'blocked' : 'active'
    this.subscriptions.set(known, { possible: new Set(['active', 'blocked']) })
    await admin.done('POST', `/subscriptions/${known}/${next === 'blocked' ? 'block' : 'unblock'}`)
    this.subscriptions.set(known, { possible: new Set([next]) })
  }

  #pick<Item>(items: readonly Item[]): Item | undefined {
    return items[Math.floor(this.#options.random() * items.length)]
  }

  /** What the store has of all this, as sentences about what is missing; and what turned out is known from now on. */
  async compareStore(): Promise<string[]> {
    const { admin, api } = this.#options
    const wrong: string[] = []
    const keys = await all(admin, `/applications/${api.applicationId}/keys`)
    for (const [id, key] of this.keys) {
      const state = keys.get(id)?.state
      // Of those that are revoked an application keeps the newest only.
      if (state === undefined && !key.possible.has('active')) {
        this.keys.delete(id)
        continue
      }
      if (state === 'active' || state === 'revoked') this.keys.set(id, { ...key, possible: new Set([state]) })
      if (!key.possible.has(state as 'active')) wrong.push(`key ${id} is ${state}, not ${[...key.possible]}`)
    }
    const plans = await all(admin, '/plans')
    for (const [id, { possible }] of this.plans) {
      const description = String(plans.get(id)?.description)
      if (possible.has(description)) this.plans.set(id, { possible: new Set([description]) })
      else wrong.push(`plan ${id} says ${description}, not ${[...possible]}`)
    }
    const subscriptions = await all(admin, '/subscriptions')
    for (const [id, { possible }] of this.subscriptions) {
      const state = subscriptions.get(id)?.state as 'active'
      if (possible.has(state)) this.subscriptions.set(id, { possible: new Set([state]) })
      else wrong.push(`subscription ${id} is ${state}, not ${[...possible]}`)
    }
    return wrong
  }

  /** The newest keys as a gateway takes them, within a second; sentences about what is not so. */
  async compareGateway(gatewayUrl: string): Promise<string[]> {
    const wrong: string[] = []
    const deadline = performance.now() + 1_000
    for (const { id, key, possible } of [...this.keys.values()].slice(-20)) {
      const wanted = possible.has('active') ? 200 : 401
      let { status } = await askGateway(gatewayUrl, this.#options.api.path, key)
      while (status !== wanted && performance.now() < deadline)
        ({ status } = await askGateway(gatewayUrl, this.#options.api.path, key))
      if (status !== wanted) wrong.push(`the gateway answers ${status} to key ${id}, not ${wanted}`)
    }
    return wrong
  }
}

async function all(admin: RestClient, path: string): Promise<Map<string, Readonly<Record<string, unknown>>>> {
  const found = new Map<string, Readonly<Record<string, unknown>>>()
  let next: unknown = null
  do {
    const after = typeof next === 'string' ? `&after=${encodeURIComponent(next)}` : ''
    const page = await admin.done('GET', `${path}?limit=200${after}`)
    for (const item of page.items as Readonly<Record<string, unknown>>[]) found.set(String(item.id), item)
    next = page.next
  } while (next !== null)
  return found
}
