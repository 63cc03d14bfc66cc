/** A field as text, without spaces at its ends. */
export function textOf(form: FormData, name: string): string {
  return String(form.get(name) ?? '').trim()
}

/** null: nothing was written. */
export function textOrNull(form: FormData, name: string): string | null {
  return textOf(form, name) || null
}

export function numberOrNull(form: FormData, name: string): number | null {
  const text = textOf(form, name).replaceAll(/[\s,]/g, '')
  return text === '' ? null : Number(text)
}

/** Several, a line or a comma between them. */
export function listOf(form: FormData, name: string): string[] {
  return textOf(form, name)
    .split(/[\n,]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

export function isChecked(form: FormData, name: string): boolean {
  return form.get(name) !== null
}
