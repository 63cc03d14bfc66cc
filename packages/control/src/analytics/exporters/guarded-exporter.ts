import type { Exporter } from './exporter.ts'

interface Guard {
  /** This process may send for it now. */
  isHeld(): boolean
  /** How long a chunk that is on its way may take after it was told to stop: then it is acknowledged, and not sent again. */
  readonly graceMs: number
}

const notHeld = 'Another control process may run this exporter by now.'

/** Sends nothing while another process may be at it, and lets what is on its way arrive when it is stopped. */
export function guardedExporter(exporter: Exporter, { isHeld, graceMs }: Guard): Exporter {
  const { chunkRecordsMax, chunkBytesMax, lingerMs } = exporter
  return {
    ...{ chunkRecordsMax, chunkBytesMax },
    ...(lingerMs === undefined ? {} : { lingerMs }),
    encode: (stored) => exporter.encode(stored),
    close: () => exporter.close(),
    send: async (chunk, signal) => {
      if (!isHeld()) return { kind: 'retry', reason: notHeld }
      const cut = new AbortController()
      let timer: NodeJS.Timeout | undefined
      const stop = () => {
        timer = setTimeout(() => cut.abort(), graceMs)
      }
      if (signal.aborted) stop()
      else signal.addEventListener('abort', stop, { once: true })
      try {
        return await exporter.send(chunk, cut.signal)
      } finally {
        signal.removeEventListener('abort', stop)
        clearTimeout(timer)
      }
    },
  }
}
