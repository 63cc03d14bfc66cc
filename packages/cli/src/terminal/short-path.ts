import { sep } from 'node:path'

/** A path as people write it: `~` for their own folder. For reading only, because quotes would take the `~` literally. */
export function shortPath(path: string, userFolder: string): string {
  if (path === userFolder) return '~'
  return userFolder !== sep && path.startsWith(userFolder + sep) ? `~${path.slice(userFolder.length)}` : path
}
