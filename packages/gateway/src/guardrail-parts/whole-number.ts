import { z } from 'zod'

/** A whole number from 1 on; the incumbent's configurations have it as a text. */
export function wholeNumber(max: number) {
  const written = z
    .string()
    .regex(/^[1-9][0-9]*$/, 'a whole number from 1 on is expected')
    .transform(Number)
  return z.union([z.int(), written]).pipe(z.int().min(1).max(max))
}
