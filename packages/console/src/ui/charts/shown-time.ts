/** The beginning of an hour or a day, in UTC. */
export function shownTime(time: string, per: 'hour' | 'day'): string {
  return per === 'hour' ? `${time.slice(5, 10)} ${time.slice(11, 16)}` : time.slice(0, 10)
}
