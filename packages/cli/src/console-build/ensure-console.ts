import { spawn } from 'node:child_process'
import { createReadStream, createWriteStream } from 'node:fs'
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { filesBelow, hashOfFiles } from '../files/hash-of-files.ts'

const stampName = 'built-from'
const packable = /\.(?:js|css|svg)$/

/**
 * Builds the console where it is not built, or its sources have changed since; elsewhere does nothing. Resolves with a sentence where it
 * cannot be built. Several may do it at once: each builds beside, and the last one's is there in the end.
 */
export async function ensureConsole(folder: string): Promise<string | null> {
  const sources = await hashOfSources(folder)
  const built = join(folder, 'dist')
  if ((await readText(join(built, stampName))) === sources) return null
  const beside = join(folder, `dist-${process.pid}-${Date.now()}`)
  try {
    const complaint = await build(folder, beside)
    if (complaint !== null) return complaint
    await pack(join(beside, 'assets'))
    await writeFile(join(beside, stampName), sources)
    await rm(built, { recursive: true, force: true })
    await rename(beside, built)
    return null
  } catch (error) {
    // Somebody else put theirs there in between.
    if ((await readText(join(built, stampName))) === sources) return null
    return `The console could not be built: ${error instanceof Error ? error.message : String(error)}`
  } finally {
    await rm(beside, { recursive: true, force: true })
  }
}

async function build(folder: string, to: string): Promise<string | null> {
  const vite = join(dirname(createRequire(join(folder, 'package.json')).resolve('vite/package.json')), 'bin', 'vite.js')
  const child = spawn(process.execPath, [vite, 'build', '--outDir', to, '--logLevel', 'error'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: dirname(process.execPath), NODE_ENV: 'production' },
    windowsHide: true,
  })
  const said: string[] = []
  for (const output of [child.stdout, child.stderr]) output.setEncoding('utf8').on('data', (text) => said.push(text))
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve))
  return code === 0 ? null : `The console could not be built: ${said.join('').trim()}`
}

/** Packed once, so that nothing is packed while it is served. */
async function pack(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => packable.test(name))
  for (const name of names) {
    const file = join(folder, name)
    await pipeline(createReadStream(file), createGzip({ level: 9 }), createWriteStream(`${file}.gz`))
  }
}

async function hashOfSources(folder: string): Promise<string> {
  const besides = ['index.html', 'vite.config.ts', 'package.json'].map((name) => join(folder, name))
  return await hashOfFiles(folder, [...(await filesBelow(join(folder, 'src'))), ...besides])
}

async function readText(file: string): Promise<string | undefined> {
  return await readFile(file, 'utf8').catch(() => undefined)
}
