import { failureReason } from '../files/failure-reason.ts'
import { conflict, Problem } from '../services/problem.ts'
import type { GatewayPlace } from './gateway-place.ts'
import { type RelayedCall, relayCall } from './relay-call.ts'

export interface PlaygroundOptions {
  /** Of an environment, or any; undefined: none can be reached from here. */
  readonly findGateway: () => Promise<GatewayPlace | undefined>
  readonly callsMax?: number
  readonly callsOfOneMax?: number
  readonly callMsMax?: number
}

export type TriedCall = Omit<RelayedCall, 'gateway'> & {
  /** Who tries. */
  readonly who: string
}

const callsMaxPreset = 32
const callsOfOneMaxPreset = 3
const callMsMaxPreset = 300_000

/**
 * Calls that people make from a page. They go to a gateway of ours and nowhere else, a few at once, each for a while, and end when whoever made it
 * has left.
 */
export class Playground {
  private readonly options: PlaygroundOptions
  /** Open calls by who made them. */
  private readonly open = new Map<string, number>()

  constructor(options: PlaygroundOptions) {
    this.options = options
  }

  /** The answer as events; the first is there when this is done, so that a gateway that is away is a refusal of its own. */
  async call({ who, ...call }: TriedCall): Promise<AsyncIterable<string>> {
    const leave = this.enter(who)
    const leaving = new AbortController()
    const signal = AbortSignal.any([leaving.signal, AbortSignal.timeout(this.options.callMsMax ?? callMsMaxPreset)])
    try {
      const gateway = await this.options.findGateway()
      if (gateway === undefined)
        throw conflict('No gateway can be reached from here: start one, or say where it is under Admin, Gateways.')
      const events = relayCall({ ...call, gateway }, signal)
      return stoppable(await begun(events, gateway), { leaving, leave })
    } catch (error) {
      leave()
      throw error
    }
  }

  private enter(who: string): () => void {
    const { callsMax = callsMaxPreset, callsOfOneMax = callsOfOneMaxPreset } = this.options
    const ofOne = this.open.get(who) ?? 0
    const all = [...this.open.values()].reduce((sum, count) => sum + count, 0)
    if (ofOne >= callsOfOneMax)
      throw new Problem('too-many', `You have ${ofOne} calls open here already: stop one, or wait for its end.`)
    if (all >= callsMax)
      throw new Problem('too-many', 'As many calls as can be tried at once are open: try again in a moment.')
    this.open.set(who, ofOne + 1)
    let isIn = true
    return () => {
      if (!isIn) return
      isIn = false
      const left = (this.open.get(who) ?? 1) - 1
      if (left === 0) this.open.delete(who)
      else this.open.set(who, left)
    }
  }
}

interface Begun {
  readonly first: IteratorResult<string>
  readonly rest: AsyncGenerator<string>
}

async function begun(rest: AsyncGenerator<string>, { url }: GatewayPlace): Promise<Begun> {
  try {
    return { first: await rest.next(), rest }
  } catch (error) {
    throw conflict(`The gateway at ${url} cannot be reached from here: ${failureReason(error)}.`)
  }
}

/** Whoever reads may stop at any moment, also while nothing comes: a generator alone would wait for the next piece. */
function stoppable(
  { first, rest }: Begun,
  { leaving, leave }: { leaving: AbortController; leave: () => void },
): AsyncIterable<string> {
  let given: IteratorResult<string> | undefined = first
  const next = async (): Promise<IteratorResult<string>> => {
    const piece = given ?? (await rest.next())
    given = undefined
    if (piece.done === true) leave()
    return piece
  }
  const stop = async (): Promise<IteratorResult<string>> => {
    leave()
    leaving.abort()
    await rest.return(undefined)
    return { done: true, value: undefined }
  }
  return { [Symbol.asyncIterator]: () => ({ next, return: stop }) }
}
