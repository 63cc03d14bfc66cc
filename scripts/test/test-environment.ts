import { delimiter, dirname, join } from 'node:path'

/**
 * What tests must not see: the npm around them (a program that thinks npm started it behaves differently), an outer node:test,
 * and the settings and credentials of the person at the keyboard, which would aim a test at a real provider or database.
 */
const hidden =
  /^(npm_(?!config_)|npm_config_(local_prefix|prefix|global_prefix)$|NODE_TEST_\w+$|INIT_CWD$|TOLLGATE_(?!TEST_)|OPENAI_|ANTHROPIC_|CODEX_|DATABASE_URL$|REDIS_URL$)/i

/** The environment of a test process: the Node that runs us first in the PATH, whoever started us. */
export function testEnvironment(environment: NodeJS.ProcessEnv, root: string): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => !hidden.test(name))
  const path = [join(root, 'node_modules', '.bin'), dirname(process.execPath), environment.PATH ?? '']
  return { ...Object.fromEntries(kept), PATH: path.join(delimiter) }
}
