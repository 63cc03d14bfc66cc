import { createHash } from 'node:crypto'
import { ExternalFailure } from './external-failure.ts'
import type { ServiceText, TextMetadata, TextService, TextsBlocked } from './text-service.ts'
import { applyEdit, editBetween, type TextVerdictKept, type VerdictCache } from './verdict-cache.ts'

export interface Judging {
  readonly service: TextService
  readonly metadata: TextMetadata
  readonly signal: AbortSignal
  /** What this exchange knows already: an answer repeats its texts. */
  readonly memory: Map<string, TextVerdictKept>
  readonly verdicts: VerdictCache
  /** How long a verdict is remembered beyond the exchange; 0: not at all. */
  readonly keepMs: number
}

/** The texts as they may go on, or what stops them all. */
export type Judged = TextsBlocked | { readonly action: 'pass'; readonly texts: readonly string[] }

/** Asks the service about those texts that nothing is known of, in as few calls as it takes. */
export async function judgeTexts(texts: readonly ServiceText[], judging: Judging): Promise<Judged> {
  const keyed = withKeys(texts, judging)
  const unknown = new Map<string, ServiceText>()
  for (const { key, text } of keyed) {
    const known = recall(key, judging)
    if (known === undefined) unknown.set(key, text)
    else if (known !== 'allow' && known.action === 'block') return known
  }
  for (const batch of inBatches([...unknown], judging.service.batch)) {
    const blocked = await askAbout(batch, judging)
    if (blocked !== undefined) return blocked
  }
  const outcome = ({ key, text: { text } }: Keyed) => {
    const verdict = judging.memory.get(key)
    return verdict !== undefined && verdict !== 'allow' && verdict.action === 'edit' ? applyEdit(text, verdict) : text
  }
  return { action: 'pass', texts: keyed.map(outcome) }
}

interface Keyed {
  readonly key: string
  readonly text: ServiceText
}

/** A key stands for the text, who said it, the service and whatever of the call the service is told, but not for the place. */
function withKeys(texts: readonly ServiceText[], { service, metadata }: Judging): Keyed[] {
  const { requestId: _, ...about } = metadata
  const context = JSON.stringify([service.identity, about])
  return texts.map((text) => ({ key: hashOf(JSON.stringify([context, text.kind, text.role]), text.text), text }))
}

function hashOf(context: string, text: string): string {
  return createHash('sha256').update(context).update('\0').update(text, 'utf16le').digest('base64')
}

function recall(key: string, { memory, verdicts }: Judging): TextVerdictKept | undefined {
  const known = memory.get(key) ?? verdicts.get(key)
  if (known !== undefined) memory.set(key, known)
  return known
}

async function askAbout(
  batch: ReadonlyArray<readonly [key: string, text: ServiceText]>,
  judging: Judging,
): Promise<TextsBlocked | undefined> {
  const { service, metadata, signal } = judging
  // The same question as a whole: which of several texts was meant by a refusal, a service need not say.
  const whole = hashOf('all of', batch.map(([key]) => key).join())
  const known = recall(whole, judging)
  if (known !== undefined && known !== 'allow' && known.action === 'block') return known
  const texts = batch.map(([, text]) => text)
  const verdict = await service.check(texts, metadata, signal)
  if (verdict !== 'allow' && verdict.action === 'block') {
    keep(whole, verdict, judging)
    return verdict
  }
  if (verdict !== 'allow' && verdict.texts.length !== batch.length)
    throw new ExternalFailure('unreadable', 'The service gives back another number of texts than it was sent.')
  for (const [index, [key, { text }]] of batch.entries()) {
    const after = verdict === 'allow' ? text : (verdict.texts[index] ?? text)
    keep(key, after === text ? 'allow' : editBetween(text, after), judging)
  }
  return undefined
}

function keep(key: string, verdict: TextVerdictKept, { memory, verdicts, keepMs }: Judging): void {
  memory.set(key, verdict)
  verdicts.set(key, verdict, keepMs)
}

function inBatches<T extends readonly [string, ServiceText]>(
  items: readonly T[],
  { textsMax, charactersMax }: TextService['batch'],
): T[][] {
  const batches: T[][] = []
  let characters = 0
  for (const item of items) {
    const { length } = item[1].text
    const batch = batches.at(-1)
    if (batch === undefined || batch.length >= textsMax || characters + length > charactersMax) {
      batches.push([item])
      characters = length
    } else {
      batch.push(item)
      characters += length
    }
  }
  return batches
}
