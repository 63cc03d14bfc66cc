import { usageDimensionSchema } from '@tollgate/contract/resources/usage'
import { type Command, InvalidArgumentError } from 'commander'
import type { ApiRequest } from '../api-client/api-client.ts'
import { misuse } from '../command-failure.ts'

export type Query = NonNullable<ApiRequest['query']>

export interface UsageOptions {
  readonly from?: string
  readonly to?: string
  readonly filter?: readonly string[]
}

export const dimensionNames: readonly string[] = usageDimensionSchema.options

/** What all commands about past usage take. */
export function addUsageOptions(command: Command): Command {
  return command
    .option('--from <time>', 'from this day (UTC) or time on (default: 7 days before --to)')
    .option('--to <time>', 'before this day (UTC) or time (default: now)')
    .option(
      '--filter <dimension=value>',
      `only calls of this: team=Payments, model=gpt-5.4, person= (those that have none); may be repeated. Dimensions: ${dimensionNames.join(', ')}`,
      (given: string, before: readonly string[] = []) => [...before, given],
    )
}

export function usageQuery({ from, to, filter = [] }: UsageOptions): Query {
  const filters: Record<string, string[]> = {}
  for (const given of filter) {
    const [, name = '', value = ''] = /^([^=]*)=(.*)$/s.exec(given) ?? []
    if (!dimensionNames.includes(name))
      throw misuse(
        `--filter ${given}: say dimension=value, where the dimension is one of ${dimensionNames.join(', ')}.`,
      )
    filters[name] = [...(filters[name] ?? []), value]
  }
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }), ...filters }
}

export function wholeNumber(max: number): (text: string) => number {
  return (text) => {
    const number = Number(text)
    if (Number.isInteger(number) && number >= 1 && number <= max) return number
    throw new InvalidArgumentError(`It has to be a number from 1 to ${max}.`)
  }
}
