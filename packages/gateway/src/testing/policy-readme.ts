import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The examples of a policy's README, so that a test can try them. */
export interface PolicyReadme {
  /** What stands behind `config:` in its YAML blocks, in order; it has to be written as JSON, which is YAML too. */
  readonly configs: readonly Record<string, unknown>[]
  /** Its JSON blocks, in order. */
  readonly bodies: readonly Record<string, unknown>[]
}

export function readPolicyReadme(directory: string): PolicyReadme {
  const text = readFileSync(join(directory, 'README.md'), 'utf8')
  const blocks = (language: string) =>
    [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, block = '']) => block)
  const configs = blocks('yaml').flatMap((block) =>
    block.split(/^ {2}- policy: /m).flatMap((entry) => /^ {4}config:\s*(\{.*\})\s*$/ms.exec(entry)?.[1] ?? []),
  )
  return {
    configs: configs.map((config) => JSON.parse(config)),
    bodies: blocks('json').map((body) => JSON.parse(body)),
  }
}
