interface Stoppable {
  stop(): Promise<void>
}

/** Everything that runs on behalf of the bench, so that nothing is left behind when it is interrupted. `stop` may be called twice. */
export class Cleanup {
  readonly #running: Stoppable[] = []

  add<Item extends Stoppable>(item: Item): Item {
    this.#running.push(item)
    return item
  }

  async stopAll(): Promise<void> {
    await Promise.allSettled(this.#running.map((item) => item.stop()))
  }
}
