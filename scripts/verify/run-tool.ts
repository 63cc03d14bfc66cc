import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

export interface ToolOptions {
  /** A program in node_modules/.bin. */
  readonly tool: string
  readonly args: readonly string[]
  /** Finds the number of problems in what the tool printed … */
  readonly total?: RegExp
  /** … or each of them. */
  readonly each?: RegExp
  /** One line under the tool's own messages, which cannot name our pages. */
  readonly hint: () => string
}

/** Runs a tool over the repository. A failure whose problems cannot be counted is one problem. */
export function runTool(root: string, options: ToolOptions): { count: number; text: string } {
  const program = join(root, 'node_modules', '.bin', options.tool)
  const result = spawnSync(program, options.args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === 'win32',
  })
  if (result.status === 0) return { count: 0, text: '' }
  const output = `${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}`
  return { count: Math.max(1, countIn(output, options)), text: `${output.trim()}\n${options.hint()}` }
}

function countIn(output: string, { total, each }: ToolOptions): number {
  if (total) return Number(total.exec(output)?.[1] ?? 1)
  return each ? [...output.matchAll(each)].length : 1
}
