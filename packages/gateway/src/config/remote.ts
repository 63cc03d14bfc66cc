import { setTimeout as sleep } from 'node:timers/promises'
import { type FetchEnd, type FollowOptions, type FollowTimes, fetchSnapshot } from './fetch-snapshot.ts'

/** The stream says something at least every ten seconds. */
const presets: FollowTimes = {
  firstMs: 3_000,
  silenceMs: 13_000,
  pollEveryMs: 500,
  streamAgainMs: 30_000,
}
const retryMsMin = 100
/** As often as it polls: what is saved in the first second after an outage is in force a second later as well. */
const retryMsMax = 500
/** An outage is said when it begins, when its reason changes, and from time to time. */
const sayAgainMs = 10_000

/**
 * Follows the control plane for as long as the gateway lives: by its stream, or by asking twice a second where the network
 * holds streams back. Away, slow or wrong, it never touches what is in force: the gateway serves on with the last good version,
 * says so, and asks again. `onProblem` hears why each time.
 */
export async function followSnapshots(options: FollowOptions, onProblem?: (problem: string) => void): Promise<void> {
  const times = { ...presets, ...options.times }
  const { holder, log, signal } = options
  let waitMs = retryMsMin
  let said = { problem: '', until: 0 }
  while (!signal.aborted) {
    const versionBefore = holder.version
    let end = await followStream(options, times)
    if (signal.aborted) return
    if (end.isSilent) {
      log.warn({ reason: end.problem, version: holder.version }, 'the stream of changes is held back: asking for them')
      end = await poll(options, times)
      if (signal.aborted) return
    }
    const problem = end.problem ?? 'the stream ended'
    const isNew = holder.version !== versionBefore
    waitMs = isNew ? retryMsMin : Math.min(waitMs * 2, retryMsMax)
    if (isNew || problem !== said.problem || performance.now() >= said.until) {
      said = { problem, until: performance.now() + sayAgainMs }
      log.warn(
        { reason: problem, version: holder.version },
        'the control plane is away; serving on with the configuration in force',
      )
    }
    onProblem?.(problem)
    await sleep(waitMs, undefined, { signal }).catch(() => {})
  }
}

function followStream(options: FollowOptions, { firstMs, silenceMs }: FollowTimes): Promise<FetchEnd> {
  const { holder, signal } = options
  return fetchSnapshot(options, { path: streamPath, reader: holder.reader(), firstMs, silenceMs, signal })
}

const streamPath = '/internal/v1/snapshot'

/** Asks for changes until a stream has proved to flow, and is at its end; or until asking fails too. */
async function poll(options: FollowOptions, times: FollowTimes): Promise<FetchEnd> {
  const stop = new AbortController()
  const signal = AbortSignal.any([options.signal, stop.signal])
  const polled = askForChanges({ ...options, signal }, times).then((end) => {
    // Asking has failed: the control plane itself is away, and the stream with it.
    if (!signal.aborted) stop.abort()
    return end
  })
  let end: FetchEnd | undefined
  while (!signal.aborted) {
    await sleep(times.streamAgainMs, undefined, { signal }).catch(() => {})
    if (!signal.aborted) end = await tryStream({ ...options, signal: options.signal }, { times, polling: stop })
  }
  const asked = await polled
  return end !== undefined && asked.problem === undefined ? end : asked
}

/** A stream that is read beside the polls, which stop once it has brought something twice: its base, and a sign of life much later. */
function tryStream(
  options: FollowOptions,
  { times, polling }: { times: FollowTimes; polling: AbortController },
): Promise<FetchEnd> {
  const { holder, signal } = options
  const startedAt = performance.now()
  return fetchSnapshot(options, {
    path: streamPath,
    reader: holder.reader(true),
    firstMs: times.firstMs,
    silenceMs: times.silenceMs,
    signal,
    onHeard: () => {
      if (performance.now() - startedAt > times.firstMs) polling.abort()
    },
  })
}

async function askForChanges(options: FollowOptions, { firstMs, silenceMs, pollEveryMs }: FollowTimes) {
  const { holder, signal } = options
  while (!signal.aborted) {
    // What came from our own disk may be of another control plane's history.
    const after = holder.source === 'control' ? holder.version : 0
    const path = `/internal/v1/changes?after=${after}`
    const end = await fetchSnapshot(options, { path, reader: holder.reader(), firstMs, silenceMs, signal })
    if (end.problem !== undefined) return signal.aborted ? { problem: undefined, isSilent: false } : end
    await sleep(pollEveryMs, undefined, { signal }).catch(() => {})
  }
  return { problem: undefined, isSilent: false }
}
