interface SignInProvider {
  readonly id: string
  readonly name: string
}

/** Asked of the log-in, as its own page does; it is no part of the REST API. */
export async function signInProviders(): Promise<readonly SignInProvider[]> {
  const response = await fetch('/api/auth/providers')
  if (!response.ok) return []
  const { providers } = (await response.json()) as { readonly providers: readonly SignInProvider[] }
  return providers
}
