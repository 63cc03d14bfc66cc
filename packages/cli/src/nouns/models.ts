import { modelCreateSchema, modelUpdateSchema } from '@tollgate/contract/resources/model'
import { at, type JsonObject, listOf } from '../api-client/json.ts'
import type { Noun } from '../noun-commands/noun.ts'

export const models: Noun = {
  name: 'models',
  singular: 'model',
  path: '/models',
  nameOf: ({ model }) => String(model),
  searchQuery: (name) => ({ search: name.slice(0, 100) }),
  references: { providerId: 'providers', planIds: 'plans' },
  columns: [
    { heading: 'MODEL', value: 'model' },
    { heading: 'ALIAS', value: 'alias' },
    { heading: 'PROVIDER', value: 'providerId', reference: 'providers' },
    { heading: 'CONTEXT', value: 'contextWindow' },
    { heading: 'IN / OUT PER MILLION', value: price },
    { heading: 'PRICE IS', value: ({ priceSource }) => priceSource ?? 'unknown' },
    { heading: 'PLANS', value: ({ planIds }) => planIds ?? 'all', reference: 'plans' },
  ],
  empty: 'There are no models yet. Make one: npx tollgate models create --provider NAME --model gpt-5.4',
  verbs: [
    {
      kind: 'list',
      filters: [
        { flag: 'search', description: 'part of name, alias or display name' },
        { flag: 'provider', query: 'providerId', description: 'only those of this provider', reference: 'providers' },
      ],
    },
    { kind: 'get' },
    { kind: 'create', schema: modelCreateSchema },
    { kind: 'update', schema: modelUpdateSchema },
    { kind: 'delete' },
  ],
}

/** The price that holds now: the last one that has begun. */
function price({ prices, presetPrices, priceSource }: JsonObject): string | null {
  const dated = listOf(priceSource === 'preset' ? presetPrices : prices)
  const begun = dated.filter((entry) => Date.parse(String(at(entry, 'from'))) <= Date.now())
  const now = begun.at(-1)
  return now === undefined ? null : `$${at(now, 'input')} / $${at(now, 'output')}`
}
