import type { ToolCall } from '../../protocols/request-tools.ts'

/** Calls of one answer whose names may still grow. */
const openCallsMax = 1_000

/** The names of an answer's tool calls, put together where they come in pieces: each piece is judged with all before it. */
export class CallNames {
  private readonly pieces = new Map<string, string>()

  read(calls: readonly ToolCall[]): string[] {
    return calls.map(({ channel, name }) => {
      if (channel === null) return name
      const whole = (this.pieces.get(channel) ?? '') + name
      if (this.pieces.size >= openCallsMax && !this.pieces.has(channel))
        throw new Error(`an answer has more than ${openCallsMax} tool calls`)
      this.pieces.set(channel, whole)
      return whole
    })
  }
}
