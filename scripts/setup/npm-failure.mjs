const sentences = [
  [
    /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|ENOTCACHED)\b/,
    'The npm registry could not be reached: check the network or the proxy, then run the same command again.',
  ],
  [
    /\b(E404|ETARGET|No matching version)\b/,
    'The npm registry does not have a version that Tollgate needs (a mirror may lag): try later, or another registry with npm_config_registry=….',
  ],
  [
    /\bEUSAGE\b/,
    'package-lock.json does not fit the package.json files: run `npm install` under Node 24 and commit the lock file.',
  ],
  [/\bEINTEGRITY\b/, 'A package is not the one that package-lock.json names: check where the registry points.'],
  [/\bENOSPC\b/, 'The disk is full: Tollgate needs about 400 MB.'],
  [/\b(EACCES|EPERM|EROFS)\b/, 'This folder or the npm cache cannot be written: check who owns them.'],
]

/** npm's last words, without its help text, and one sentence on what to do. */
export function explainNpmFailure(output) {
  const lines = output
    .split('\n')
    .map((line) => line.replace(/^npm (error|ERR!) ?/, '').trimEnd())
    .filter((line) => line !== '' && !/complete log of this run/.test(line))
  const help = lines.findIndex((line) => /^(Clean install a project|Usage:)/.test(line))
  const said = (help === -1 ? lines : lines.slice(0, help)).slice(-15)
  const known = sentences.find(([pattern]) => pattern.test(output))
  const advice = known?.[1] ?? 'Installing failed: see above what npm says, then run the same command again.'
  return [...said.map((line) => `  npm: ${line}`), advice].join('\n')
}
