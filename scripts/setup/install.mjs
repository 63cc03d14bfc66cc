import { bundledNodeVersion } from './node-version.mjs'
import { runNpm } from './npm.mjs'
import { explainNpmFailure } from './npm-failure.mjs'
import { adoptableFlavour, markUnfinished, readStamp, wantedStamp, writeStamp } from './stamp.mjs'

const quiet = ['--no-audit', '--no-fund', '--no-progress', '--no-dry-run', '--loglevel=error', '--include=optional']

/** True when the folder holds what is asked for; a full install also serves as a production one. */
export function isInstalled({ folder, flavour }) {
  const stamp = currentStamp(folder)
  return stamp !== null && (stamp.flavour === 'full' || stamp.flavour === flavour)
}

/** Installs what is missing. Answers null, or the text for the person at the terminal. */
export async function ensureInstalled({ folder, flavour, says }, say, installing) {
  if (isInstalled({ folder, flavour })) return null
  const wanted = wantedStamp(folder)
  const present = presentFlavour(folder)
  if (present !== 'full' && present !== flavour) {
    say(says)
    markUnfinished(folder)
    const result = await runNpm(npmArguments(flavour, present), folder, installing)
    if (result.code !== 0) return explainNpmFailure(result.output)
  }
  writeStamp(folder, {
    ...wanted,
    flavour: present === 'full' ? present : flavour,
    node: bundledNodeVersion(folder),
  })
  return null
}

/**
 * `npm ci` empties node_modules first. Where the production half of the same lock file is there already, a gateway may be
 * running from it (`npm start` in one terminal, `npm test` in the next), so the rest is added around it instead.
 */
function npmArguments(flavour, present) {
  if (flavour === 'production') return ['ci', '--omit=dev', ...quiet]
  if (present === 'production') return ['install', '--no-save', '--include=dev', ...quiet]
  return ['ci', '--include=dev', ...quiet]
}

/** What is there of this very lock file: by our stamp, or, without one, by what npm noted when it ran without us. */
function presentFlavour(folder) {
  if (readStamp(folder)?.unfinished) return null
  return currentStamp(folder)?.flavour ?? adoptableFlavour(folder)
}

function currentStamp(folder) {
  const stamp = readStamp(folder)
  if (stamp === null || stamp.unfinished) return null
  const wanted = wantedStamp(folder)
  return stamp.lock === wanted.lock && stamp.platform === wanted.platform ? stamp : null
}
