/** Changes one's password at the log-in, which is no part of the REST API. The sentence that was answered where it was refused. */
export async function changePassword(currentPassword: string, newPassword: string): Promise<string | null> {
  const response = await fetch('/api/auth/change-password', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ currentPassword, newPassword }),
  }).catch(() => undefined)
  if (response === undefined) return 'The control plane does not answer: try again in a moment.'
  if (response.ok) return null
  const { detail } = (await response.json().catch(() => ({}))) as { detail?: string }
  return detail ?? 'The password was not changed: try again.'
}
