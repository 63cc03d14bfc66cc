import type { NewKeptRequest } from '../storage/records.ts'

/** A request as a gateway of `org_a` hands it over: its prompt is its id. */
export function keptRequest(id: string, apiId: string, changes: Partial<NewKeptRequest> = {}): NewKeptRequest {
  return {
    ...{ id, apiId, organisationId: 'org_a', at: 1_900_000_000_000, operation: 'POST /responses' },
    ...{ protocol: 'openai-responses', agent: 'other', outcome: 'answered', capture: 'full' },
    body: JSON.stringify({ input: id }),
    ...changes,
  }
}
