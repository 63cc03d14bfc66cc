const shardCount = 64

/**
 * A map of many texts that never stops the process to grow: a `Map` of 100,000 doubles in one step that takes some 30 ms, each of
 * these grows by itself. Which one has a key is told by a few of its characters: a look-up stays one `Map.get`.
 */
export class ShardedMap<Value> {
  private readonly shards: ReadonlyArray<Map<string, Value>>

  constructor() {
    this.shards = Array.from({ length: shardCount }, () => new Map<string, Value>())
  }

  get(key: string): Value | undefined {
    return this.shards[shardOf(key)]?.get(key)
  }

  set(key: string, value: Value): void {
    this.shards[shardOf(key)]?.set(key, value)
  }

  /** As `set`; false where there was something under this key, which is gone now. It saves the look-up that would tell before. */
  add(key: string, value: Value): boolean {
    const shard = this.shards[shardOf(key)]
    if (shard === undefined) return false
    const { size } = shard
    return shard.set(key, value).size > size
  }

  delete(key: string): void {
    this.shards[shardOf(key)]?.delete(key)
  }

  *values(): Generator<Value> {
    for (const shard of this.shards) yield* shard.values()
  }
}

/** Of some eight characters from the end to the front: ids that were put together to one count with both their parts. */
function shardOf(key: string): number {
  const step = (key.length >> 3) + 1
  let sum = 0
  for (let at = key.length - 1; at >= 0; at -= step) sum = (sum * 31 + key.charCodeAt(at)) | 0
  return (sum >>> 0) % shardCount
}
