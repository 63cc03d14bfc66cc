import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { callTarget, type TargetAnswer, type TargetWay } from '../call-target.ts'
import type { Chunk, Exporter, Outcome } from '../exporter.ts'
import { judgeAnswer } from '../judge-answer.ts'
import { type SizedOutcome, sendInHalves } from '../send-in-halves.ts'
import { maskedBody } from './masking.ts'
import { type MoesifEvent, type MoesifEventSettings, moesifEvent } from './moesif-event.ts'
import { ProfileBook } from './moesif-profiles.ts'
import { everything, readRates, type SampleRates, sampled } from './moesif-sampling.ts'

export interface MoesifSettings extends MoesifEventSettings {
  readonly url: string
  /** The collector application id. */
  readonly applicationId: string
  /** Users and companies are told of too. */
  readonly hasProfiles: boolean
  readonly hasBodies: boolean
  /** Fields of bodies whose values are masked. */
  readonly maskedFields: readonly string[]
  /** What Moesif's own configuration samples away is not sent. */
  readonly isSampled: boolean
  readonly way: TargetWay
  now(): number
  /** The body of a request that its API keeps redacted; undefined: there is none. */
  keptBody(id: string): Promise<string | undefined>
}

const compressed = promisify(gzip)
const ratesAgeMs = 60_000
/** Before gzip. Moesif takes 250 kB; bodies come on top of what chunks are cut by. */
const batchBytesMax = 240_000
const etagHeader = 'x-moesif-config-etag'

/** Events of Moesif, in batches. Told twice after an answer that was lost: `metadata.correlationId` says that they are one. */
export function moesifExporter(settings: MoesifSettings): Exporter {
  const profiles = new ProfileBook(settings.company)
  const sampling = new Sampling(settings)
  return {
    chunkRecordsMax: 100,
    chunkBytesMax: 200_000,
    lingerMs: 5_000,
    encode: (stored) => {
      if (settings.hasProfiles) profiles.note(stored)
      return JSON.stringify(moesifEvent(stored, settings))
    },
    send: async (chunk, signal) => {
      const told = settings.hasProfiles ? await tellProfiles(settings, profiles, signal) : acked
      if (told.kind !== 'acked') return told
      const rates = settings.isSampled ? await sampling.rates(signal) : everything
      const send = (part: Chunk) => sendEvents(settings, part, { rates, sampling, signal })
      return await sendInHalves(chunk, send)
    },
    close: async () => {},
  }
}

const acked: Outcome = { kind: 'acked' }

/** Profiles that Moesif refuses hold up no event; a Moesif that is away holds up both. */
async function tellProfiles(settings: MoesifSettings, book: ProfileBook, signal: AbortSignal): Promise<Outcome> {
  const news = book.news(settings.now())
  for (const [path, list] of [
    ['/v1/users/batch', news.users],
    ['/v1/companies/batch', news.companies],
  ] as const) {
    if (list.length === 0) continue
    const outcome = judge(settings, await post(settings, { path, text: JSON.stringify(list) }, signal))
    const isRefused = outcome.kind === 'too-large' || outcome.kind === 'drop'
    if (outcome.kind !== 'acked' && !isRefused) return outcome
  }
  book.confirm(news, settings.now())
  return acked
}

interface Sending {
  readonly rates: SampleRates
  readonly sampling: Sampling
  readonly signal: AbortSignal
}

async function sendEvents(
  settings: MoesifSettings,
  chunk: Chunk,
  { rates, sampling, signal }: Sending,
): Promise<SizedOutcome> {
  const events: MoesifEvent[] = []
  for (const { id, text } of chunk.records) {
    // Written by us.
    const event = sampled(JSON.parse(text) as MoesifEvent, rates)
    if (event !== undefined) events.push(settings.hasBodies ? await withBody(settings, event, id) : event)
  }
  if (events.length === 0) return acked
  const text = JSON.stringify(events)
  if (events.length > 1 && Buffer.byteLength(text) > batchBytesMax)
    return { kind: 'too-large', reason: 'With their bodies these are more than Moesif takes at once.' }
  const answer = await post(settings, { path: '/v1/events/batch', text }, signal)
  if (answer.isAnswered) sampling.noteVersion(answer.headers[etagHeader])
  return judge(settings, answer)
}

async function withBody(settings: MoesifSettings, event: MoesifEvent, id: string): Promise<MoesifEvent> {
  const kept = await settings.keptBody(id)
  const body = kept === undefined ? undefined : maskedBody(kept, settings.maskedFields)
  return body === undefined ? event : { ...event, request: { ...event.request, body } }
}

/** A refusal of what was sent is one of something in it: it goes in halves until that is found. */
function judge({ url }: MoesifSettings, answer: TargetAnswer): SizedOutcome {
  return judgeAnswer(answer, { host: new URL(url).host, stops: [401, 403], halves: [400, 413, 422] })
}

async function post(
  settings: MoesifSettings,
  { path, text }: { readonly path: string; readonly text: string },
  signal: AbortSignal,
): Promise<TargetAnswer> {
  const { url, applicationId, way } = settings
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'content-encoding': 'gzip',
    'x-moesif-application-id': applicationId,
  }
  const body = await compressed(text)
  return await callTarget({ method: 'POST', url: `${trimmed(url)}${path}`, headers, body, way }, signal)
}

function trimmed(url: string): string {
  return url.replace(/\/+$/, '')
}

/** What is to be sent, asked for at most once a minute and when Moesif says that it has changed. */
class Sampling {
  readonly #settings: MoesifSettings
  #rates: SampleRates = everything
  #askedAt = Number.NEGATIVE_INFINITY
  #version: string | undefined
  #isChanged = true

  constructor(settings: MoesifSettings) {
    this.#settings = settings
  }

  noteVersion(version: string | readonly string[] | undefined): void {
    if (typeof version !== 'string' || version === this.#version) return
    this.#version = version
    this.#isChanged = true
  }

  /** While Moesif does not say, what it said last holds. */
  async rates(signal: AbortSignal): Promise<SampleRates> {
    const { url, applicationId, way, now } = this.#settings
    if (!this.#isChanged || now() - this.#askedAt < ratesAgeMs) return this.#rates
    this.#askedAt = now()
    const headers = { 'x-moesif-application-id': applicationId }
    const answer = await callTarget({ method: 'GET', url: `${trimmed(url)}/v1/config`, headers, way }, signal)
    if (!answer.isAnswered || answer.status !== 200) return this.#rates
    this.noteVersion(answer.headers[etagHeader])
    this.#isChanged = false
    this.#rates = readRates(answer.text)
    return this.#rates
  }
}
