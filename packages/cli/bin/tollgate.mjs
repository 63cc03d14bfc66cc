#!/usr/bin/env node
// Plain old JavaScript, because any Node from 12.17 on must be able to read it: finds a Node that can run Tollgate, and runs it.
// biome-ignore-all lint/style/useNodejsImportProtocol: Node 12 does not know it
import { spawn } from 'child_process'
import { existsSync, readFileSync } from 'fs'
import { constants } from 'os'
import { dirname, join } from 'path'
import { fileURLToPath, pathToFileURL } from 'url'

const nodeMajorMin = 24
const thisFile = fileURLToPath(import.meta.url)
const packageFolder = dirname(dirname(thisFile))

launch()

function launch() {
  const missing = missingDependency()
  if (missing) {
    return fail(`Tollgate is not installed completely (${missing} is missing): run npm ci in ${rootFolder()}.`)
  }
  if (Number(process.versions.node.split('.')[0]) >= nodeMajorMin) {
    return keepCompiled().then(() => import(pathToFileURL(join(packageFolder, 'src', 'main.ts')).href))
  }
  const node = ownNode()
  if (!node) {
    return fail(
      `Tollgate needs Node ${nodeMajorMin} or newer; this is ${process.version} and none came with the installation. ` +
        `Run npm ci, or install Node ${nodeMajorMin}.`,
    )
  }
  runWith(node)
}

/** What was compiled once is not compiled again, here and in the programs that are started: a start takes half the time. */
function keepCompiled() {
  const folder = process.env.NODE_COMPILE_CACHE || join(rootFolder(), 'node_modules', '.cache', 'tollgate', 'compiled')
  process.env.NODE_COMPILE_CACHE = folder
  return import('module').then((module) => {
    if (module.enableCompileCache) module.enableCompileCache(folder)
  })
}

function missingDependency() {
  const manifest = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'))
  return Object.keys(manifest.dependencies || {}).find(
    (name) => !findUpwards(join('node_modules', name, 'package.json')),
  )
}

function ownNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const binary = process.platform === 'win32' ? 'node.exe' : 'node'
  return findUpwards(join('node_modules', `node-${platform}-${process.arch}`, 'bin', binary))
}

function rootFolder() {
  const lockFile = findUpwards('package-lock.json')
  return lockFile ? dirname(lockFile) : packageFolder
}

function findUpwards(path) {
  let folder = packageFolder
  for (;;) {
    const candidate = join(folder, path)
    if (existsSync(candidate)) return candidate
    const parent = dirname(folder)
    if (parent === folder) return null
    folder = parent
  }
}

function runWith(node) {
  const environment = Object.assign({}, process.env, { TOLLGATE_LAUNCHER_PID: String(process.pid) })
  const child = spawn(node, [thisFile].concat(process.argv.slice(2)), { stdio: 'inherit', env: environment })
  const signals = process.platform === 'win32' ? ['SIGINT', 'SIGBREAK'] : ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']
  signals.forEach((signal) => {
    process.on(signal, () => child.kill(signal))
  })
  // A SIGTERM to npm ends npm and its shell, and tells nobody below: a new parent is the only sign.
  const parent = process.ppid
  if (process.env.npm_command) {
    setInterval(() => {
      if (process.ppid !== parent) child.kill('SIGTERM')
    }, 250).unref()
  }
  child.on('error', (error) => {
    fail(
      `Tollgate needs Node ${nodeMajorMin} or newer; this is ${process.version}, and the one that came with the installation ` +
        `does not run here (${error.code}). Install Node ${nodeMajorMin}.`,
    )
  })
  child.on('exit', (code, signal) => {
    if (!signal) process.exit(code)
    signals.forEach((name) => {
      process.removeAllListeners(name)
    })
    process.kill(process.pid, signal)
    // Where the signal does not end this process (Windows), the shell's convention does.
    setTimeout(() => process.exit(128 + (constants.signals[signal] || 0)), 100)
  })
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exitCode = 1
}
