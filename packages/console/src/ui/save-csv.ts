/** Saves what a page shows as a file: the first row names the columns. */
export function saveCsv(name: string, rows: readonly (readonly (string | number | null)[])[]): void {
  const text = rows.map((row) => row.map(cellOf).join(',')).join('\r\n')
  const address = URL.createObjectURL(new Blob([`${text}\r\n`], { type: 'text/csv' }))
  const link = Object.assign(document.createElement('a'), { href: address, download: `${name}.csv` })
  link.click()
  URL.revokeObjectURL(address)
}

/** A text that a spreadsheet would take for a formula is kept a text. */
function cellOf(value: string | number | null): string {
  if (value === null || typeof value === 'number') return String(value ?? '')
  const plain = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}
