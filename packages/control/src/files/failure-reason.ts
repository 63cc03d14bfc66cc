const reasons: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'this user has no permission'],
  ['EPERM', 'this user has no permission'],
  ['EROFS', 'the file system is read-only'],
  ['ENOENT', 'it does not exist'],
  ['ENOTDIR', 'a part of its path is a file, not a folder'],
  ['EEXIST', 'there is a file where a folder should be'],
  ['EISDIR', 'it is a folder'],
  ['ENOSPC', 'no space is left'],
  ['EADDRINUSE', 'something else listens there'],
])

/** The reason behind a system error in plain words; never a stack. */
export function failureReason(error: unknown): string {
  const code = errorCode(error)
  if (code !== undefined) return reasons.get(code) ?? code
  return error instanceof Error ? error.message : String(error)
}

export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}
