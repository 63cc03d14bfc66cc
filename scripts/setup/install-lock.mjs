import { randomBytes } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'

const beatEveryMs = 5_000
const silentMaxMs = 60_000
const pollEveryMs = 250
const host = hostname().replace(/[^\w.]/g, '')

/**
 * Runs `work` while no other process installs into this checkout. The lock is a folder that appears whole, by rename; its
 * one `owner` file is named after the process that holds it, and whoever renames that file to its own name has taken over,
 * so two that find the same stale lock cannot both win. `work` gets a function to record the pid of the npm it started.
 */
export async function withInstallLock(root, onWait, work) {
  const lock = join(root, '.tollgate-setup.lock')
  const owner = `owner,${host},${process.pid},${randomBytes(6).toString('hex')}`
  let told = false
  while (!(create(root, lock, owner) || takeOver(lock, owner))) {
    if (!told) onWait()
    told = true
    await new Promise((resolve) => setTimeout(resolve, pollEveryMs))
  }
  const beat = setInterval(() => touch(lock), beatEveryMs)
  const release = () => rmSync(lock, { recursive: true, force: true })
  process.once('exit', release)
  try {
    return await work((pid) => writeFileSync(join(lock, 'npm'), String(pid)))
  } finally {
    clearInterval(beat)
    release()
    process.off('exit', release)
  }
}

function create(root, lock, owner) {
  if (existsSync(lock)) return false
  const draft = join(root, `.tollgate-setup.${owner.split(',').at(-1)}`)
  mkdirSync(draft, { recursive: true })
  writeFileSync(join(draft, '.gitignore'), '*\n')
  writeFileSync(join(draft, owner), '')
  try {
    renameSync(draft, lock)
    return true
  } catch {
    rmSync(draft, { recursive: true, force: true })
    return false
  }
}

function takeOver(lock, owner) {
  const holder = staleHolder(lock)
  if (holder === null) return false
  try {
    renameSync(join(lock, holder), join(lock, owner))
    touch(lock)
    return true
  } catch {
    return false
  }
}

/** The owner file of a lock whose process is gone: on this host by its pid and its npm's, on another by its silence. */
function staleHolder(lock) {
  try {
    const holder = readdirSync(lock).find((name) => name.startsWith('owner,'))
    if (holder === undefined) return null
    const [, holderHost, pid] = holder.split(',')
    const silent = Date.now() - statSync(lock).mtimeMs > silentMaxMs
    if (holderHost !== host) return silent ? holder : null
    return isAlive(Number(pid)) || isAlive(npmPid(lock)) ? null : holder
  } catch {
    return null
  }
}

function npmPid(lock) {
  try {
    return Number(readFileSync(join(lock, 'npm'), 'utf8'))
  } catch {
    return 0
  }
}

function isAlive(pid) {
  if (!(pid > 0)) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function touch(lock) {
  const now = new Date()
  try {
    utimesSync(lock, now, now)
  } catch {}
}
