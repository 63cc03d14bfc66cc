/** The seam to the HTTP client for services that are neither the caller nor a provider: guardrails, moderation, embeddings. */

export interface OutboundRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** PEM certificates that are trusted besides the system's; null: none. */
  readonly trustedCertificates: string | null
  readonly answerBytesMax: number
}

export interface OutboundAnswer {
  readonly status: number
  readonly body: Buffer
}

export interface Outbound {
  /**
   * Posts, follows no redirect, and gives the whole answer. Rejects with an `ExternalFailure`, or with the signal's reason.
   * Addresses that are not public are refused unless the operator allows private upstreams.
   */
  post(request: OutboundRequest, signal: AbortSignal): Promise<OutboundAnswer>
}
