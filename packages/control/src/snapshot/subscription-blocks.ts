import { type PackedSubscription, subscriptionsAtOnce } from '@tollgate/contract/snapshot'

/** A subscription as it travels, by its id. */
type Texts = Map<string, string>

interface Block {
  /** No id in it is smaller, and none of the block before is as large. */
  first: string
  /** As it travels: `[…],[…]`. Stale while it is open. */
  packed: string
  /** undefined: nobody asked for one of its rows since it was packed. */
  open: Texts | undefined
}

/**
 * The subscriptions of one organisation, as the messages that bring them: a hundred thousand are two thousand texts, in the order of
 * their ids. A change opens the one text that its subscription is in.
 */
export class SubscriptionBlocks {
  readonly #blocks: Block[] = []
  /** No id is larger. */
  #last = ''

  /** Takes a whole block as it is where it stands behind all the others. */
  append({ first, last, packed }: { readonly first: string; readonly last: string; readonly packed: string }): void {
    // Bytes and UTF-16 sort some texts differently, though none that we make.
    if (first <= this.#last || last < first) {
      for (const [id, text] of textsIn(packed)) this.set(id, text)
      return
    }
    this.#blocks.push({ first, packed, open: undefined })
    this.#last = last
  }

  get(id: string): string | undefined {
    const block = this.#blocks[this.#placeOf(id)]
    return block && opened(block).get(id)
  }

  set(id: string, text: string): void {
    if (id > this.#last) this.#last = id
    const place = Math.max(this.#placeOf(id), 0)
    const block = this.#blocks[place]
    if (block === undefined) {
      this.#blocks.push({ first: id, packed: '', open: new Map([[id, text]]) })
      return
    }
    const texts = opened(block).set(id, text)
    if (id < block.first) block.first = id
    if (texts.size > subscriptionsAtOnce) this.#blocks.splice(place, 1, ...halves(texts))
  }

  delete(id: string): void {
    const place = this.#placeOf(id)
    const block = this.#blocks[place]
    if (block === undefined) return
    const texts = opened(block)
    texts.delete(id)
    if (texts.size === 0) this.#blocks.splice(place, 1)
  }

  /** What they are now, each text for one message. */
  packed(): string[] {
    for (const block of this.#blocks) close(block)
    return this.#blocks.map(({ packed }) => packed)
  }

  *texts(): Generator<[id: string, text: string]> {
    for (const { open, packed } of this.#blocks) yield* open ?? textsIn(packed)
  }

  /** The last block whose first id is not behind this one; -1: there is none. */
  #placeOf(id: string): number {
    let low = 0
    let high = this.#blocks.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const block = this.#blocks[middle]
      if (block !== undefined && block.first <= id) low = middle + 1
      else high = middle
    }
    return low - 1
  }
}

function opened(block: Block): Texts {
  block.open ??= new Map(textsIn(block.packed))
  return block.open
}

function close(block: Block): void {
  if (block.open === undefined) return
  block.packed = [...block.open.values()].join(',')
  block.open = undefined
}

function* textsIn(packed: string): Generator<[id: string, text: string]> {
  // Of our own store.
  const rows = JSON.parse(`[${packed}]`) as PackedSubscription[]
  for (const row of rows) yield [row[0], JSON.stringify(row)]
}

function halves(texts: Texts): Block[] {
  const sorted = [...texts].sort(([one], [other]) => (one < other ? -1 : 1))
  const middle = sorted.length >> 1
  return [sorted.slice(0, middle), sorted.slice(middle)].flatMap((half) => {
    const first = half[0]?.[0]
    return first === undefined ? [] : [{ first, packed: '', open: new Map(half) }]
  })
}
