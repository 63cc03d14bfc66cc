/** What one check found. A warning is worth knowing; only `failed` stops somebody from working. */
export interface CheckResult {
  readonly name: string
  readonly state: 'passed' | 'failed' | 'warning' | 'skipped'
  readonly detail: string
  /** What to do about it; null where there is nothing to do. */
  readonly next: string | null
}

export function passed(name: string, detail: string): CheckResult {
  return { name, state: 'passed', detail, next: null }
}

export function failed(name: string, detail: string, next: string): CheckResult {
  return { name, state: 'failed', detail, next }
}

export function warned(name: string, detail: string, next: string): CheckResult {
  return { name, state: 'warning', detail, next }
}

export function skipped(name: string, detail: string, next: string | null = null): CheckResult {
  return { name, state: 'skipped', detail, next }
}
