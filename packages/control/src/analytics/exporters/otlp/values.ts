/** OTLP in JSON: whole numbers of 64 bits are texts, ids are hexadecimal. */
export type OtlpValue =
  | { readonly stringValue: string }
  | { readonly intValue: string }
  | { readonly doubleValue: number }
  | { readonly boolValue: boolean }

export interface OtlpAttribute {
  readonly key: string
  readonly value: OtlpValue
}

type Plain = string | number | boolean | null | undefined

/** What is null or undefined is left out. */
export function attributesOf(values: Readonly<Record<string, Plain>>): OtlpAttribute[] {
  return Object.entries(values).flatMap(([key, value]) =>
    value === null || value === undefined ? [] : [{ key, value: otlpValue(value) }],
  )
}

/** Nanoseconds since 1970, as a text. */
export function nanoseconds(ms: number): string {
  return String(BigInt(Math.round(ms * 1_000)) * 1_000n)
}

function otlpValue(value: string | number | boolean): OtlpValue {
  // Lone surrogates have no UTF-8.
  if (typeof value === 'string') return { stringValue: value.toWellFormed() }
  if (typeof value === 'boolean') return { boolValue: value }
  return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value }
}
