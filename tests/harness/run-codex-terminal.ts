import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type CodexVersion, codexScript } from './agents.ts'
import { type CodexConnection, codexHome } from './codex-home.ts'
import { isAtLeast, quietArguments } from './run-codex.ts'
import { until } from './until.ts'

export interface CodexTerminalOptions extends CodexConnection {
  readonly version: CodexVersion
  readonly prompt: string
  /** The session is over once this holds; `screen` is what the terminal was sent until now. */
  readonly isOver: (screen: string) => boolean
}

/**
 * Runs the interactive Codex in a pseudo terminal (util-linux `script`) until the condition holds, and gives what the terminal was sent.
 * Only the interactive one asks for a thread title, the second request that a gateway must expect for one prompt.
 */
export async function runCodexTerminal(options: CodexTerminalOptions): Promise<string> {
  await using home = await codexHome(options)
  const words = [
    process.execPath,
    codexScript(options.version),
    ...(isAtLeast(options.version, 150) ? ['--disable', 'daemon_auto_start'] : []),
    ...quietArguments,
    '-c',
    'check_for_update_on_startup=false',
    options.prompt,
  ]
  const command = `stty cols 120 rows 40; exec ${words.map(quote).join(' ')}`
  const child = spawn('script', ['-qfec', command, '/dev/null'], {
    cwd: home.workFolder,
    env: { ...home.environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let screen = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text
    for (const reply of terminalReplies(text)) child.stdin.write(reply)
  })
  const ended = once(child, 'close')
  try {
    await until('the end of the Codex session', () => options.isOver(screen), 30_000)
  } finally {
    // The pseudo terminal goes with `script`, and Codex gets a hang-up.
    child.kill('SIGKILL')
    await ended
  }
  return screen
}

/** Codex asks where the cursor is and what the terminal can do, and gives up where nobody answers. */
function terminalReplies(text: string): string[] {
  const esc = '\u001b'
  const cursor = text.split(`${esc}[6n`).slice(1)
  return [...cursor.map(() => `${esc}[1;1R`), ...(text.includes(`${esc}[c`) ? [`${esc}[?62;c`] : [])]
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`
}
