import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { basename } from 'node:path'

/** What of npm's environment still holds for another npm: where packages come from and where they are cached. */
const inherited =
  /^npm_config_(cache|.*registry|.*proxy|ca|cafile|cert|key|strict_ssl|userconfig|globalconfig|offline|prefer_\w+|fetch_\w+|maxsockets|\/\/.*)$/i

const stopGraceMs = 2_000

/** Runs npm in a folder, quietly: the output is kept for the case that it fails. `installing(pid)` is told the child. */
export function runNpm(args, folder, installing) {
  const { command, before } = npmCommand()
  return new Promise((resolve) => {
    let output = ''
    const child = spawn(command, [...before, ...args], {
      cwd: folder,
      env: npmEnvironment(process.env),
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && before.length === 0,
    })
    installing(child.pid)
    // npm ends on a signal once the download at hand is through or has timed out, which takes minutes.
    const stop = (signal) => {
      child.kill(signal)
      setTimeout(() => child.kill('SIGKILL'), stopGraceMs)
      child.once('close', () => process.exit(1))
    }
    process.once('SIGINT', stop)
    process.once('SIGTERM', stop)
    const keep = (chunk) => {
      output = (output + chunk).slice(-20_000)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.on('error', (error) => resolve({ code: 1, output: `npm could not be started: ${error.message}` }))
    child.on('close', (code) => {
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
      resolve({ code: code ?? 1, output })
    })
  })
}

/**
 * The npm that runs us, where one does, under the Node that runs it: `process.execPath` may lie in the node_modules that
 * `npm ci` is about to delete. Other package managers set npm_execpath too, hence the look at its name.
 */
function npmCommand() {
  const { npm_execpath: script, npm_node_execpath: node } = process.env
  if (script === undefined || basename(script) !== 'npm-cli.js') return { command: 'npm', before: [] }
  return { command: node !== undefined && existsSync(node) ? node : process.execPath, before: [script] }
}

/** Without the variables of the npm around us: its lifecycle, its local prefix and its flags are not ours. */
export function npmEnvironment(environment) {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^npm_/i.test(name) || inherited.test(name)),
  )
}
