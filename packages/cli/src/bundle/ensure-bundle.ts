import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { filesBelow, hashOfFiles } from '../files/hash-of-files.ts'
import { packTarball } from './tarball.ts'

export interface BundlePlace {
  /** Of this package. */
  readonly folder: string
  /** Of the console, which brings the bundler. */
  readonly consoleFolder: string
}

const stampName = 'built-from'
const nodeMin = '>=20'

/**
 * Packs the command for other machines (`dist/cli.tgz` and its SHA-256) where it is not packed, or its sources have changed since. Resolves
 * with a sentence where it cannot be. Several may do it at once: each packs beside, and the last one's is there in the end.
 */
export async function ensureBundle(place: BundlePlace): Promise<string | null> {
  const { folder } = place
  const sources = await hashOfSources(folder)
  const built = join(folder, 'dist')
  if ((await readText(join(built, stampName))) === sources) return null
  const beside = join(folder, `dist-${process.pid}-${Date.now()}`)
  try {
    await mkdir(beside)
    const complaint = await bundle(place, join(beside, 'tollgate.mjs'))
    if (complaint !== null) return complaint
    await pack(folder, beside)
    await writeFile(join(beside, stampName), sources)
    await rm(built, { recursive: true, force: true })
    await rename(beside, built)
    return null
  } catch (error) {
    // Somebody else put theirs there in between.
    if ((await readText(join(built, stampName))) === sources) return null
    return `The command for other machines could not be packed: ${error instanceof Error ? error.message : String(error)}`
  } finally {
    await rm(beside, { recursive: true, force: true })
  }
}

/** One file with everything in it: whoever runs it has to fetch nothing else. */
async function bundle({ folder, consoleFolder }: BundlePlace, to: string): Promise<string | null> {
  const vite = createRequire(join(consoleFolder, 'package.json')).resolve('vite/package.json')
  const rolldown = join(dirname(createRequire(vite).resolve('rolldown/package.json')), 'bin', 'cli.mjs')
  const entry = join(folder, 'src', 'bundle', 'main.ts')
  const options = ['--platform', 'node', '--format', 'esm', '--no-codeSplitting', '--logLevel', 'warn']
  const child = spawn(process.execPath, [rolldown, entry, ...options, '--file', to], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: dirname(process.execPath), NODE_ENV: 'production' },
    windowsHide: true,
  })
  const said: string[] = []
  for (const output of [child.stdout, child.stderr]) output.setEncoding('utf8').on('data', (text) => said.push(text))
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve))
  return code === 0 ? null : `The command for other machines could not be packed: ${said.join('').trim()}`
}

/** A package for `npx`: its program and nothing to install. */
async function pack(folder: string, beside: string): Promise<void> {
  const { version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  const manifest = {
    ...{ name: 'tollgate-cli', version, license, type: 'module', bin: { tollgate: 'tollgate.mjs' } },
    engines: { node: nodeMin },
  }
  const program = await readFile(join(beside, 'tollgate.mjs'))
  const tarball = packTarball([
    { name: 'package.json', content: Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`) },
    { name: 'tollgate.mjs', content: Buffer.concat([Buffer.from('#!/usr/bin/env node\n'), program]), isProgram: true },
  ])
  await writeFile(join(beside, 'cli.tgz'), tarball)
  // As `sha256sum --check` reads it.
  await writeFile(join(beside, 'cli.tgz.sha256'), `${createHash('sha256').update(tarball).digest('hex')}  cli.tgz\n`)
}

async function hashOfSources(folder: string): Promise<string> {
  const contract = join(folder, '..', 'contract', 'src')
  const files = [
    ...(await filesBelow(join(folder, 'src'))),
    ...(await filesBelow(contract)),
    join(folder, 'package.json'),
  ]
  return await hashOfFiles(
    folder,
    files.filter((file) => !file.endsWith('.test.ts')),
  )
}

async function readText(file: string): Promise<string | undefined> {
  return await readFile(file, 'utf8').catch(() => undefined)
}
