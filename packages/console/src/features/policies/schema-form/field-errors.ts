/** What the server said of fields, by their paths: `config.custom[0].pattern`. */
export type FieldErrors = Readonly<Record<string, string>>

/** Of the field itself. */
export function errorAt(errors: FieldErrors, path: string): string | undefined {
  return errors[path]
}

/** Of the field or of anything in it: for fields that are shown as one. */
export function errorIn(errors: FieldErrors, path: string): string | undefined {
  const found = Object.entries(errors).filter(([field]) => isWithin(field, path))
  return found.length === 0
    ? undefined
    : found.map(([field, reason]) => (field === path ? reason : `${field.slice(path.length)}: ${reason}`)).join(' · ')
}

function isWithin(field: string, path: string): boolean {
  return field === path || field.startsWith(`${path}.`) || field.startsWith(`${path}[`)
}
