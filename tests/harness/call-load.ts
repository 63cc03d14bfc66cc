import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer } from '../fake-provider/fake-provider.ts'
import { cutAfter } from '../fake-provider/faults.ts'
import { eventByEvent } from '../fake-provider/pieces.ts'
import type { ProducedUsage } from '../fake-provider/reply.ts'
import { answerError, providerErrors } from '../fake-provider/scenarios/errors.ts'
import { answerText } from '../fake-provider/scenarios/responses.ts'
import { openCall } from './call.ts'

/** Calls that stream, of which each says who it is, so that provider, client and ledger can be compared call by call. */

export const callAgent = 'load/'

/** The numbers of a call are its own: a record that has another call's shows. */
export function usageOfCall(agent: string): ProducedUsage {
  const number = Number(agent.slice(callAgent.length))
  return {
    inputTokens: 10 + (number % 7),
    cachedInputTokens: 0,
    outputTokens: 100 + (number % 997),
    reasoningTokens: 0,
  }
}

/** Streams in a few hundred milliseconds; some of its answers are errors, or break off. */
export function faultyProvider(random: () => number): Answer {
  return (request) => {
    const agent = request.header('user-agent') ?? ''
    const fate = agent.startsWith(callAgent) ? random() : 1
    if (fate < 0.05) return answerError(500, providerErrors.serverError)
    const gapMs = agent.startsWith(callAgent) ? 20 + Math.floor(random() * 80) : 0
    const usage = usageOfCall(agent.startsWith(callAgent) ? agent : `${callAgent}0`)
    const reply = answerText(request, 'What a provider says in a few pieces.', { usage, pieces: eventByEvent, gapMs })
    if (fate >= 0.1) return reply
    const { usage: _, ...broken } = cutAfter(reply, 600, 'reset')
    return broken
  }
}

export interface CallLoadOptions {
  readonly url: () => string
  readonly key: string
  readonly random: () => number
  /** Calls that are open at once. */
  readonly callers: number
}

export class CallLoad {
  /** Those whose answers came to their end. */
  readonly completed = new Set<string>()
  /** Those whose clients left before the end: they are charged what was seen until then. */
  readonly left = new Set<string>()
  /** Answers that nothing explains. */
  readonly problems: string[] = []
  /** Calls whose answers have begun. */
  open = 0
  #count = 0
  #isStopped = false
  readonly #options: CallLoadOptions

  constructor(options: CallLoadOptions) {
    this.#options = options
  }

  get callers(): number {
    return this.#options.callers
  }

  /** Resolves once it is told to stop and no call is left. */
  async run(): Promise<void> {
    this.#isStopped = false
    await Promise.all(Array.from({ length: this.#options.callers }, () => this.#caller()))
  }

  stop(): void {
    this.#isStopped = true
  }

  async #caller(): Promise<void> {
    while (!this.#isStopped) {
      await this.#call(`${callAgent}${++this.#count}`).catch(() => sleep(20))
    }
  }

  async #call(agent: string): Promise<void> {
    const { url, key, random } = this.#options
    const leavesAfter = random() < 0.1 ? 1 + Math.floor(random() * 6) : Number.POSITIVE_INFINITY
    const answer = await openCall(url(), {
      body: '{"model":"gpt-5.4","stream":true,"input":"hi"}',
      headers: { apikey: key, 'content-type': 'application/json', 'user-agent': agent },
    })
    this.open++
    try {
      let text = ''
      let pieces = 0
      for await (const piece of answer) {
        text += String(piece)
        if (++pieces < leavesAfter) continue
        this.left.add(agent)
        return void answer.destroy()
      }
      if (answer.statusCode === 200 && text.includes('"type":"response.completed"')) this.completed.add(agent)
      else if (answer.statusCode !== 200 && answer.statusCode !== 500)
        this.problems.push(`${agent} was answered ${answer.statusCode}: ${text.slice(0, 200)}`)
    } finally {
      this.open--
    }
  }
}
