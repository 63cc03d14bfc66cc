/** The last minute of the day, as a field for date and time has it. */
export function endOfToday(now: Date): string {
  const two = (part: number) => String(part).padStart(2, '0')
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}T23:59`
}
