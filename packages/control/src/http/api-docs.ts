import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { Hono } from 'hono'

const scalarFile = new URL('../../assets/scalar/standalone.js.gz', import.meta.url)

/** `/api/docs`: the reference of the REST API, to read and to try. Everything it loads comes from here. */
export function apiDocsPage(): Hono {
  const app = new Hono()
  let scalar: Promise<Uint8Array<ArrayBuffer>> | undefined
  app.get('/api/docs', (c) => {
    const nonce = randomBytes(16).toString('base64')
    c.header('content-security-policy', policy(nonce))
    return c.html(page(nonce))
  })
  app.get('/api/docs/scalar.js', async (c) => {
    scalar ??= readFile(scalarFile)
    c.header('cache-control', 'public, max-age=86400')
    return c.body(await scalar, 200, { 'content-type': 'text/javascript; charset=utf-8', 'content-encoding': 'gzip' })
  })
  return app
}

/** Style attributes are Scalar's own way of drawing; scripts run from this server only. */
function policy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}

function page(nonce: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tollgate API</title>
</head>
<body>
<div id="reference"></div>
<script src="/api/docs/scalar.js"></script>
<script nonce="${nonce}">
Scalar.createApiReference('#reference', {
  url: '/api/v1/openapi.json',
  withDefaultFonts: false,
  telemetry: false,
  showDeveloperTools: 'never',
  hideClientButton: true,
  agent: { disabled: true },
  mcp: { disabled: true },
})
</script>
</body>
</html>
`
}
