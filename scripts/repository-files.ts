import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Every file of the repository that is, or would be, committed: sorted paths from the root. */
export function listRepositoryFiles(root: string): string[] {
  const files = existsSync(join(root, '.git')) ? listByGit(root) : walk(root, '')
  return files.filter((file) => existsSync(join(root, file))).sort()
}

function listByGit(root: string): string[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z']
  const listed = execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  return [...new Set(listed.split('\0').filter((file) => file !== ''))]
}

/** Without git (an unpacked archive): everything but what is installed. */
function walk(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (!entry.isDirectory()) return [path]
    return entry.name === 'node_modules' || entry.name === '.git' ? [] : walk(root, path)
  })
}
