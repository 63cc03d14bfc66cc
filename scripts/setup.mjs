// Runs before `npm start`, `npm test`, `npm run verify` and `npm run bench`, under whatever Node the machine has
// (18 or later): plain JavaScript, no dependency. It installs what is missing and says nothing when nothing is.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureInstalled, isInstalled } from './setup/install.mjs'
import { withInstallLock } from './setup/install-lock.mjs'
import { nodeComplaint } from './setup/node-version.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

const everything = { folder: root, flavour: 'full', says: 'Installing what Tollgate needs (first time only) …' }
const plans = {
  start: [{ folder: root, flavour: 'production', says: 'Installing what Tollgate needs (first start only) …' }],
  verify: [everything],
  test: [
    everything,
    {
      folder: join(root, 'tests', 'agents'),
      flavour: 'full',
      says: 'Installing the agents that the tests drive (first time only) …',
    },
  ],
  bench: [
    everything,
    { folder: join(root, 'bench'), flavour: 'full', says: 'Installing what the benchmarks need (first time only) …' },
  ],
}

const plan = plans[process.argv[2]]
if (plan === undefined) {
  fail(`usage: node scripts/setup.mjs <${Object.keys(plans).join('|')}>`)
} else {
  await setUp(plan.filter(({ folder }) => existsSync(join(folder, 'package.json')))).catch((error) =>
    fail(`Tollgate could not be installed: ${error.message}`),
  )
}

async function setUp(installs) {
  if (!installs.every(isInstalled)) {
    const waiting = () => say('Another command is installing what Tollgate needs: waiting for it …')
    const complaint = await withInstallLock(root, waiting, async (installing) => {
      for (const install of installs) {
        const failure = await ensureInstalled(install, say, installing)
        if (failure !== null) return failure
      }
      return null
    })
    if (complaint !== null) return fail(complaint)
  }
  const complaint = nodeComplaint(root)
  if (complaint !== null) fail(complaint)
}

function say(line) {
  process.stderr.write(`${line}\n`)
}

function fail(message) {
  say(message)
  process.exitCode = 1
}
