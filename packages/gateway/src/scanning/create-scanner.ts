import { hash } from 'node:crypto'
import { anyValidObject } from '../json-schema/any-valid-object.ts'
import { CompiledDetectors } from './detector-set.ts'
import { unpackLook } from './packed-look.ts'
import { ScanMemo } from './scan-memo.ts'
import { type LookJob, ScanPool, type ScanPoolLimits } from './scan-pool.ts'
import type { ComingText, DetectorSet, DetectorSpec, Look, Scanner, Span } from './scanner.ts'

/** Shorter texts are scanned faster than they are hashed and looked up. */
const memoFromCharacters = 96
/** A text that is scanned on the event loop; longer ones go to a thread. */
const inlineCharactersMax = 16_384
/** Characters, times what one costs at most, that are scanned on the event loop between two turns of it; what is more goes to a thread. */
const turnCostMax = 100_000
/** What looking at a text costs besides its characters, as characters. */
const textCost = 32
/** What a character costs that is held against a JSON Schema, as `CompiledDetectors.weight` counts: its patterns may be large. */
const schemaWeight = 20
/** How long one scan may take on the event loop before it is given to a thread. */
const inlineMsMax = 10

export interface ScannerOptions extends Partial<ScanPoolLimits> {
  readonly memo?: { readonly entries?: number; readonly bytes?: number }
}

interface Known {
  readonly identity: string
  readonly detectors: CompiledDetectors
}

/** The scanner of a process. Its threads start with the first long text and let the process end. */
export function createScanner({
  memo: memoLimits,
  ...limits
}: ScannerOptions = {}): Scanner & { close(): Promise<void> } {
  const memo = new ScanMemo(memoLimits)
  const pool = new ScanPool(limits)
  const known = new WeakMap<DetectorSet, Known>()
  const turn = new Turn()

  const knownOf = (set: DetectorSet): Known => {
    const found = known.get(set)
    if (found !== undefined) return found
    const detectors = set instanceof CompiledDetectors ? set : new CompiledDetectors(set.spec)
    const made = { identity: identityOf(set.spec), detectors }
    known.set(set, made)
    return made
  }
  const runLook = async (job: Omit<LookJob, 'kind'>): Promise<Look> => {
    const result = await pool.run({ kind: 'look', ...job })
    if (typeof result === 'boolean') throw new Error('a thread gave the wrong result')
    return unpackLook(result)
  }
  const isShort = (length: number, weight: number) =>
    length <= inlineCharactersMax && turn.takes((length + textCost) * weight)
  const lookNow = ({ identity, detectors }: Known, coming: ComingText): Look | Promise<Look> => {
    const look = isShort(coming.text.length, detectors.weight) ? detectors.lookWithin(coming, inlineMsMax) : undefined
    return look ?? runLook({ spec: detectors.spec, identity, coming })
  }
  const scanNow = (about: Known, text: string): readonly Span[] | Promise<readonly Span[]> => {
    const look = lookNow(about, { text, from: 0, isEnd: true })
    return look instanceof Promise ? look.then(({ spans }) => spans) : look.spans
  }

  return {
    compile: (spec) => new CompiledDetectors(spec),
    scan(set, text) {
      const about = knownOf(set)
      if (text.length < memoFromCharacters) return scanNow(about, text)
      const key = ScanMemo.key(about.identity, text)
      const remembered = memo.get(key)
      if (remembered !== undefined) return remembered
      const remember = (spans: readonly Span[]) => {
        memo.set(key, spans)
        return spans
      }
      const spans = scanNow(about, text)
      return spans instanceof Promise ? spans.then(remember) : remember(spans)
    },
    look: (set, coming) => lookNow(knownOf(set), coming),
    hasValidObject(schema, texts) {
      const length = texts.reduce((sum, text) => sum + text.length, 0)
      if (isShort(length, schemaWeight)) return anyValidObject(schema, texts)
      return pool.run({ kind: 'schema', schema: schema.source, texts }).then((result) => result === true)
    },
    close: () => pool.close(),
  }
}

/** What was scanned since the event loop last came round, so that many short texts do not hold it up either. */
class Turn {
  private spent = 0

  takes(cost: number): boolean {
    if (this.spent + cost > turnCostMax) return false
    if (this.spent === 0) setImmediate(() => this.begin())
    this.spent += cost
    return true
  }

  private begin(): void {
    this.spent = 0
  }
}

function identityOf({ builtIn, custom }: DetectorSpec): string {
  const about = JSON.stringify([builtIn, custom.map(({ label, pattern }) => [label, pattern])])
  return hash('sha256', about, 'base64')
}
