import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runProcess, toolPath } from './run-process.ts'

export interface RepositoryOptions {
  /** As `git clone` was told it. */
  readonly remote: string
  /** A file is changed and not committed. */
  readonly isDirty: boolean
}

/** Makes a folder a Git repository with one commit; its id. */
export async function makeRepository(folder: string, { remote, isDirty }: RepositoryOptions): Promise<string> {
  const git = async (...args: string[]) => {
    const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false']
    const environment = { PATH: toolPath(), HOME: folder, GIT_CONFIG_NOSYSTEM: '1' }
    const options = { command: 'git', args: [...identity, ...args], environment, folder, timeoutMs: 20_000 }
    const { exitCode, stdout, stderr } = await runProcess(options)
    if (exitCode !== 0) throw new Error(`git ${args[0]} failed: ${stderr}`)
    return stdout.trim()
  }
  await git('init', '--initial-branch=main')
  await writeFile(join(folder, 'readme.txt'), 'one\n')
  await git('add', '.')
  await git('commit', '--message=one')
  await git('remote', 'add', 'origin', remote)
  if (isDirty) await writeFile(join(folder, 'readme.txt'), 'two\n')
  return git('rev-parse', 'HEAD')
}
