import type { IncumbentEvent } from '../incumbent-event.ts'

/**
 * One line as the incumbent's `apim_metrics.log` has it. Its Logstash pattern is greedy: a value with ` :` or `apimMetrics` in it would be taken for
 * the frame and could forge an event, so both are written as escapes in the JSON. Read as JSON they are what they were.
 */
export function logLine(event: IncumbentEvent, host: string): string {
  const time = event.requestTimestamp.slice(11, 23).replace('.', ',')
  const name = event.eventType === 'fault' ? 'apim:faulty' : 'apim:response'
  const json = JSON.stringify(event)
    .replaceAll(' :', '\\u0020:')
    .replaceAll('apimMetrics', 'apim\\u004detrics')
    // Line ends for some readers.
    .replace(/[\u0085\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return `${time} [${host.replace(/[^\w.-]/g, '_')}] [usage-1]  INFO ELKCounterMetric apimMetrics: ${name}, properties :${json}`
}

/** Which call a line is about; undefined: it is none of ours, or not whole. */
export function idOfLine(line: string): string | undefined {
  const [, text] = /, properties :(\{.*\})$/.exec(line) ?? []
  if (text === undefined) return undefined
  try {
    const event: unknown = JSON.parse(text)
    const id: unknown = typeof event === 'object' && event !== null ? Reflect.get(event, 'correlationId') : undefined
    return typeof id === 'string' ? id : undefined
  } catch {
    return undefined
  }
}
