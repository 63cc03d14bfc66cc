/** Where a call that is tried goes. */
export interface GatewayPlace {
  /** `https://…` without a path. */
  readonly url: string
  /** The very certificate that it shows, in PEM, whatever names are on it; undefined: one that this machine trusts, of that name. */
  readonly certificate: string | undefined
}
