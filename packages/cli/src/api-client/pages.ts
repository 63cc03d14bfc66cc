import type { ApiClient, ApiRequest } from './api-client.ts'
import { type JsonObject, listOf, objectOf, textOf } from './json.ts'

/** As many as one request may ask for. */
export const pageItemsMax = 200

export interface ListRequest {
  readonly path: string
  /** False where everything comes at once, and a limit would be refused. */
  readonly isPaged?: boolean
  readonly query?: ApiRequest['query']
}

/** Every item of a list, page by page. */
export async function* eachItem(
  client: ApiClient,
  { path, query, isPaged = true }: ListRequest,
): AsyncGenerator<JsonObject> {
  let after: string | null = null
  do {
    const cursor: Record<string, string> = after === null ? {} : { after }
    const page = objectOf(
      await client.call({
        method: 'GET',
        path,
        query: { ...(isPaged ? { limit: String(pageItemsMax) } : {}), ...query, ...cursor },
      }),
    )
    for (const item of listOf(page.items)) yield objectOf(item)
    after = textOf(page.next)
  } while (after !== null)
}
