import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errorCode } from '../files/failure-reason.ts'
import type { Mount } from './app.ts'

const types: Readonly<Record<string, string>> = {
  '/cli.tgz': 'application/gzip',
  '/cli.tgz.sha256': 'text/plain; charset=utf-8',
}

export const bundlePaths: readonly string[] = Object.keys(types)

/** The command for other machines, as it was packed, to anybody: it connects agents and holds nothing of anyone. */
export function mountCliBundle(folder: string): Mount[] {
  return Object.entries(types).map(([path, type]) => ({
    path,
    handle: async (c) => {
      const isRead = c.req.method === 'GET' || c.req.method === 'HEAD'
      if (!isRead) return new Response(null, { status: 405, headers: { allow: 'GET, HEAD' } })
      const content = await readIfThere(join(folder, path))
      if (content === undefined) return notPacked()
      return new Response(new Uint8Array(content), { headers: { 'content-type': type } })
    },
  }))
}

function notPacked(): Response {
  const text = 'The command is being packed, which takes some seconds the first time: ask again.\n'
  return new Response(text, { status: 503, headers: { 'retry-after': '2', 'content-type': 'text/plain' } })
}

async function readIfThere(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}
