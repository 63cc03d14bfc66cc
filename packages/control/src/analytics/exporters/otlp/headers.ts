/** As `OTEL_EXPORTER_OTLP_HEADERS` has them: `authorization=Bearer%20abc,x-tenant=acme`. What is no header is left out. */
export function readHeaders(text: string | undefined): Readonly<Record<string, string>> {
  const pairs = (text ?? '').split(',').flatMap((pair): [string, string][] => {
    const [, name, value] = /^\s*([\w!#$%&'*+.^`|~-]+)\s*=\s*(.*?)\s*$/.exec(pair) ?? []
    return name === undefined || value === undefined ? [] : [[name.toLowerCase(), decoded(value)]]
  })
  return Object.fromEntries(pairs.filter(([, value]) => /^[\t\x20-\x7e]*$/.test(value)))
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
