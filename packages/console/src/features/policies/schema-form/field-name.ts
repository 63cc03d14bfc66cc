/** `timeoutMs` as people read it: "Timeout ms". */
export function fieldName(name: string): string {
  const words = name
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .split(' ')
    .map((word) => (/^[A-Z]{2,}$/.test(word) ? word : word.toLowerCase()))
    .join(' ')
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}

/** Help below a field: what it is, and what holds where nothing is written. */
export function fieldHelp(description: string | undefined, preset: unknown): string | undefined {
  const said = description === undefined ? '' : `${description.charAt(0).toUpperCase()}${description.slice(1)}`
  const isTelling = (typeof preset === 'string' && preset !== '') || typeof preset === 'number'
  const parts = [said, isTelling ? `Preset: ${preset}` : '']
  return parts.filter((part) => part !== '').join('. ') || undefined
}
