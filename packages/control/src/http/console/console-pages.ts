import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Context, Hono } from 'hono'
import { errorCode } from '../../files/failure-reason.ts'

/** The workspaces of the console; each address below them is a page of its own there. */
const workspaces = ['/publisher', '/devportal', '/analytics', '/admin', '/welcome']

/** Everything that consolePages() answers, besides `/`. */
export const consolePaths: readonly string[] = [...workspaces.flatMap((path) => [path, `${path}/*`]), '/assets/*']

/**
 * The console as it was built: one page for all its addresses, and what that loads. A log-in is not asked for here: there is nothing
 * of anybody in these files, and the page itself leads to the log-in.
 */
export function consolePages(folder: string): Hono {
  const app = new Hono()
  for (const path of workspaces.flatMap((workspace) => [workspace, `${workspace}/*`]))
    app.get(path, (c) => consolePage(c, folder))
  app.get('/assets/:name', (c) => asset(c, join(folder, 'assets'), c.req.param('name')))
  return app
}

/** A nonce for the styles that the page makes while it runs; scripts come from files only. */
export async function consolePage(c: Context, folder: string): Promise<Response> {
  const page = await readIfThere(join(folder, 'index.html'))
  if (page === undefined) return notBuilt(c)
  const nonce = randomBytes(16).toString('base64')
  c.header('content-security-policy', policy(nonce))
  return c.html(page.toString('utf8').replaceAll('%STYLE_NONCE%', nonce))
}

function policy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ')
}

const types: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
}

/** Their names change with their content, so that they are kept for as long as a browser likes. */
async function asset(c: Context, folder: string, name: string): Promise<Response> {
  const type = types[name.slice(name.lastIndexOf('.') + 1)]
  if (type === undefined || !/^[\w-][\w.-]*$/.test(name)) return c.notFound()
  const isGzip = (c.req.header('accept-encoding') ?? '').includes('gzip')
  const packed = isGzip ? await readIfThere(join(folder, `${name}.gz`)) : undefined
  const content = packed ?? (await readIfThere(join(folder, name)))
  if (content === undefined) return c.notFound()
  c.header('cache-control', 'public, max-age=31536000, immutable')
  c.header('vary', 'accept-encoding')
  if (packed !== undefined) c.header('content-encoding', 'gzip')
  return c.body(new Uint8Array(content), 200, { 'content-type': type })
}

async function readIfThere(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

function notBuilt(c: Context): Response {
  c.header('retry-after', '2')
  c.header('refresh', '2')
  return c.html(
    '<!doctype html><html lang="en"><title>Tollgate</title><p>The console is being built, which takes some seconds the first time. This page loads again by itself.</p></html>',
    503,
  )
}
