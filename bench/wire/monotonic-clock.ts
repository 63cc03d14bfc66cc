/** Microseconds of the machine's monotonic clock, which all processes share: delays across processes are read from it. */
export function monotonicMicroseconds(): number {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1_000_000 + nanoseconds / 1000
}
