/** Ends the session at the server. Log-in and log-out are not operations of the REST API. */
export async function signOut(): Promise<boolean> {
  const response = await fetch('/api/auth/sign-out', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  }).catch(() => undefined)
  return response?.ok === true
}
