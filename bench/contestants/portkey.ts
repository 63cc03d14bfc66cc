import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Child } from '../processes/child.ts'
import { freePort, tryPort } from '../processes/free-port.ts'
import type { Contestant } from './contestant.ts'

const packageFolder = fileURLToPath(new URL('../node_modules/@portkey-ai/gateway/', import.meta.url))

/** A peer that is written in TypeScript too. It checks no key and keeps no ledger; its provider is named by headers. */
export const portkey: Contestant = {
  name: 'portkey',
  async start({ upstreamPort, environment }) {
    if (!existsSync(packageFolder))
      throw new Error('Portkey is not installed: `npm ci` in bench/ (npm run bench does it)')
    const { version } = JSON.parse(readFileSync(`${packageFolder}package.json`, 'utf8'))
    const port = await freePort()
    const child = Child.spawn(
      process.execPath,
      [`${packageFolder}build/start-server.js`, `--port=${port}`, '--headless'],
      { ...environment, NODE_ENV: 'production' },
    )
    await child.orStop(() => child.waitFor(() => tryPort(port), 15_000))
    return {
      version,
      pid: child.pid,
      port,
      basePath: '/v1',
      headers: {
        authorization: 'Bearer bench-provider-credential',
        'x-portkey-provider': 'openai',
        'x-portkey-custom-host': `http://127.0.0.1:${upstreamPort}/v1`,
      },
      audit: async () => null,
      stop: () => child.stop(),
    }
  },
}
