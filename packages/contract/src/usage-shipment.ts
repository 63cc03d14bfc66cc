import { z } from 'zod'

/**
 * Usage records on their way from a gateway to the control plane (gateway-link.ts): `POST /internal/v1/usage` → 200 ShipmentAnswer.
 *
 * The body is newline-delimited JSON (`application/x-ndjson`), plain or `content-encoding: gzip`: lines of the gateway's usage files as they
 * stand there, each a usage record (usage-record.ts) with what else the gateway notes in it. The answer comes once all of them are kept. Lines that came before
 * are known by the record's id, so that a gateway that got no answer sends them again. 503: not now; the gateway keeps them.
 */
export const shipmentLinesMax = 2_000
/** Before compression. A record is a few kilobytes. */
export const shipmentBytesMax = 1_048_576
export const shipmentType = 'application/x-ndjson'

export const shipmentAnswerSchema = z.object({
  /** Records that are new. */
  taken: z.int().nonnegative(),
  /** Records that were there. */
  known: z.int().nonnegative(),
  /** Lines that are no record for this control plane: they are not kept, and need not be sent again. */
  passedOver: z.int().nonnegative(),
})
export type ShipmentAnswer = z.infer<typeof shipmentAnswerSchema>
