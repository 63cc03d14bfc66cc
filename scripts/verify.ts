/** `npm run verify`: seconds, nothing running, and all problems at once. Ends with `verify: ok` or `verify: N problems`. */
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkDocs } from './check-docs.ts'
import { checkPackages } from './check-packages.ts'
import { checkShape } from './check-shape.ts'
import { pages } from './pages.ts'
import { formatProblem, type Problem, sortProblems } from './problem.ts'
import { runTool } from './verify/run-tool.ts'

interface Findings {
  readonly count: number
  readonly text: string
}

const root = dirname(dirname(fileURLToPath(import.meta.url)))

const checks: readonly { readonly name: string; readonly run: () => Findings | Promise<Findings> }[] = [
  {
    name: 'biome ci .',
    run: () =>
      runTool(root, {
        tool: 'biome',
        args: ['ci', '--colors=off', '.'],
        total: /Found (\d+) errors?/,
        hint: biomeHint,
      }),
  },
  {
    name: 'tsc -p .',
    run: () =>
      runTool(root, { tool: 'tsc', args: ['-p', '.', '--pretty', 'false'], each: /: error TS\d+:/g, hint: tscHint }),
  },
  {
    name: 'tsc -p packages/console',
    run: () =>
      runTool(root, {
        tool: 'tsc',
        args: ['-p', 'packages/console', '--pretty', 'false'],
        each: /: error TS\d+:/g,
        hint: tscHint,
      }),
  },
  { name: 'check-shape', run: () => toFindings(checkShape(root)) },
  { name: 'check-docs', run: async () => toFindings(await checkDocs(root)) },
  { name: 'check-packages', run: () => toFindings(checkPackages(root)) },
]

function biomeHint(): string {
  return `npm run format mends most of these (${pages.style})`
}

function tscHint(): string {
  return `tsconfig.json is strict on purpose (${pages.style})`
}

function toFindings(problems: readonly Problem[]): Findings {
  return { count: problems.length, text: sortProblems(problems).map(formatProblem).join('\n') }
}

let total = 0
for (const { name, run } of checks) {
  const startedAt = performance.now()
  const { count, text } = await run()
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  console.log(
    `${count === 0 ? '✓' : '✗'} ${name}  ${seconds} s${count === 0 ? '' : `  ${count} problem${count > 1 ? 's' : ''}`}`,
  )
  if (text !== '') console.log(`${text.trimEnd().replace(/^/gm, '  ')}\n`)
  total += count
}
console.log(total === 0 ? 'verify: ok' : `verify: ${total} problem${total > 1 ? 's' : ''}`)
process.exitCode = total === 0 ? 0 : 1
