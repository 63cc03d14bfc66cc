import { packSubscription, type Row, type RowKind } from '@tollgate/contract/snapshot'

/**
 * A row of the snapshot as text, and which gateways get it: text, because it is compared and sent many times and made once, and
 * 200,000 of them have to fit.
 */
export interface PlacedRow {
  readonly organisationId: string
  /** null: every environment of the organisation. */
  readonly environmentId: string | null
  readonly kind: RowKind
  readonly id: string
  /** As it travels: a subscription packed. */
  readonly json: string
}

/** Where a gateway stands. */
export interface Place {
  readonly organisationId: string
  readonly environmentId: string
}

export function placeRow(row: Row, organisationId: string, environmentId: string | null = null): PlacedRow {
  const json = JSON.stringify(row.kind === 'subscription' ? packSubscription(row) : row)
  return { organisationId, environmentId, kind: row.kind, id: row.id, json }
}

/** What tells rows apart: an API has one for each environment that it is deployed in. All other ids begin with their kind. */
export function identityOf({ organisationId, environmentId, kind, id }: Omit<PlacedRow, 'json'>): string {
  return kind === 'api' || kind === 'settings' ? `${kind} ${id} ${environmentId ?? organisationId}` : id
}

export function isFor(row: Omit<PlacedRow, 'json'>, place: Place): boolean {
  if (row.organisationId !== place.organisationId) return false
  return row.environmentId === null || row.environmentId === place.environmentId
}
