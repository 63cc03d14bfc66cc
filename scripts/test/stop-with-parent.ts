/**
 * Aborts on Ctrl-C, on SIGTERM, when nobody reads our output any more (`| head`), and when the npm that started us is gone: a
 * SIGTERM to npm kills npm alone and would leave us and every test process running.
 */
export function stopWithParent(stop: AbortController): void {
  process.once('SIGINT', () => stop.abort())
  process.once('SIGTERM', () => stop.abort())
  process.stdout.on('error', () => stop.abort())
  if (process.env.npm_command === undefined) return
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) stop.abort()
  }, 1_000).unref()
}
