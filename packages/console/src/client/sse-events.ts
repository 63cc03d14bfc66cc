export interface SseEvent {
  /** Empty: the stream gives it no name. */
  readonly name: string
  readonly data: string
}

/** Reads text/event-stream, however it was cut on its way. */
export class SseEvents {
  private waiting = ''

  /** The events that are whole with this piece. */
  push(text: string): SseEvent[] {
    const parts = `${this.waiting}${text}`.replaceAll('\r\n', '\n').split('\n\n')
    this.waiting = parts.pop() ?? ''
    return parts.flatMap((part) => eventOf(part) ?? [])
  }
}

function eventOf(part: string): SseEvent | undefined {
  const lines = part.split('\n')
  const valuesOf = (field: string) =>
    lines.filter((line) => line.startsWith(`${field}:`)).map((line) => line.slice(field.length + 1).replace(/^ /, ''))
  const data = valuesOf('data')
  return data.length === 0 ? undefined : { name: valuesOf('event').at(-1) ?? '', data: data.join('\n') }
}
