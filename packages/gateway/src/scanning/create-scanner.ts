import { hash } from 'node:crypto'
import { CompiledDetectors } from './detector-set.ts'
import { ScanMemo } from './scan-memo.ts'
import { ScanPool, type ScanPoolLimits } from './scan-pool.ts'
import type { DetectorSet, DetectorSpec, Scanner, Span } from './scanner.ts'

/** Shorter texts are scanned faster than they are hashed and looked up. */
const memoFromCharacters = 96
/** A text that is scanned on the event loop; longer ones go to a thread. */
const inlineCharactersMax = 16_384
/** Characters, times what one costs at most, that are scanned on the event loop between two turns of it; what is more goes to a thread. */
const turnCostMax = 100_000
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
  const scanNow = ({ identity, detectors }: Known, text: string): readonly Span[] | Promise<readonly Span[]> => {
    const spans =
      text.length <= inlineCharactersMax && turn.takes(text.length * detectors.weight)
        ? detectors.scanWithin(text, inlineMsMax)
        : undefined
    return spans ?? pool.scan({ spec: detectors.spec, identity, text })
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
