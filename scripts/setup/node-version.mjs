import { spawnSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { readStamp } from './stamp.mjs'

const majorMin = 24

/**
 * The version of the Node that npm brought into this folder, or null. npm puts node_modules/.bin first in the PATH of every
 * script, so one that does not run here (a glibc build on Alpine) is taken out of the way of the machine's own.
 */
export function bundledNodeVersion(folder) {
  const program = join(folder, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')
  if (!existsSync(program)) return null
  const result = spawnSync(program, ['--version'], { encoding: 'utf8', shell: process.platform === 'win32' })
  if (result.status === 0) return result.stdout.trim()
  rmSync(program, { force: true })
  return null
}

/** Null when the commands will run on a Node that Tollgate supports, else one line for the person at the terminal. */
export function nodeComplaint(root, running = process.version) {
  const bundled = readStamp(root)?.node ?? null
  if (majorOf(bundled ?? running) >= majorMin) return null
  const have = bundled === null ? `this is ${running}` : `node_modules brings ${bundled}`
  return `Tollgate needs Node ${majorMin} or newer; ${have}, and npm has no newer one for ${process.platform}-${process.arch}: install it from https://nodejs.org and run the same command again.`
}

function majorOf(version) {
  return Number.parseInt(version.replace(/^v/, ''), 10)
}
