import { readFileSync } from 'node:fs'
import { type Context, Hono } from 'hono'
import { Problem } from '../../services/problem.ts'
import { consolePage } from '../console/console-pages.ts'
import type { Identify } from '../handle-route.ts'

const folder = new URL('../../../assets/pages/', import.meta.url)

/** Path to file. The first three are in the links that we mail and print; the rest is what they load. */
const files: Readonly<Record<string, string>> = {
  '/log-in': 'log-in.html',
  '/set-password': 'set-password.html',
  '/device': 'device.html',
  '/pages/page.css': 'page.css',
  '/pages/form.js': 'form.js',
  '/pages/log-in.js': 'log-in.js',
  '/pages/set-password.js': 'set-password.js',
  '/pages/device.js': 'device.js',
  '/pages/icon.svg': 'icon.svg',
}

/** Everything that controlPages() answers. */
export const controlPagePaths: readonly string[] = ['/', ...Object.keys(files)]

/** Log-in, setting a password, and confirming `tollgate login`: for a browser, without anything of another server. */
export function controlPages(identify: Identify, consoleFolder: string): Hono {
  const app = new Hono()
  app.get('/', async (c) =>
    (await isSignedIn(identify, c)) ? consolePage(c, consoleFolder) : c.redirect('/log-in', 302),
  )
  for (const [path, file] of Object.entries(files)) {
    const content = readFileSync(new URL(file, folder))
    const type = contentTypes[file.slice(file.lastIndexOf('.'))] ?? 'application/octet-stream'
    app.get(path, (c) => {
      if (file.endsWith('.html')) c.header('content-security-policy', policy)
      return c.body(content, 200, { 'content-type': type })
    })
  }
  return app
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** Scripts answer the forms: without them none is sent anywhere, least of all with a password in its address. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

async function isSignedIn(identify: Identify, c: Context): Promise<boolean> {
  try {
    await identify(c)
    return true
  } catch (error) {
    // A store that does not answer is an outage, and said as one.
    if (error instanceof Problem) return false
    throw error
  }
}
