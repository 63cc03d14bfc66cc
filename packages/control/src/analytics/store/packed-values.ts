const valueLengthMax = 200
/** Most are: nothing has to be done for them. */
const plainPattern = /^[ -~]*$/

/** Both engines keep and compare it as it stands. */
export function boundValue(value: string): string
export function boundValue(value: string | null): string | null
export function boundValue(value: string | null): string | null {
  if (value === null || (value.length <= valueLengthMax && plainPattern.test(value))) return value
  return value.slice(0, valueLengthMax).toWellFormed().replaceAll('\0', '\uFFFD')
}

/** Several values as one text, which is quick to compare and to send; each with its length before it, so that no value can look like two. */
export function packValues(values: readonly (string | null)[]): string {
  let packed = ''
  for (const value of values) packed += value === null ? '-' : `${value.length}:${value}`
  return packed
}

export function unpackValues(packed: string): (string | null)[] {
  const values: (string | null)[] = []
  for (let place = 0; place < packed.length; ) {
    if (packed[place] === '-') {
      values.push(null)
      place += 1
      continue
    }
    const begin = packed.indexOf(':', place) + 1
    const end = begin + Number(packed.slice(place, begin - 1))
    values.push(packed.slice(begin, end))
    place = end
  }
  return values
}
