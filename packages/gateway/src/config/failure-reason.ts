/** What went wrong, in a few words. Node gives no message where several addresses of a name failed, only a code. */
export function failureReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.message !== '') return error.message
  return 'code' in error ? String(error.code) : error.name
}
