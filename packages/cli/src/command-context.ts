import type { Readable, Writable } from 'node:stream'

export type Environment = Readonly<Record<string, string | undefined>>

/** Output as the commands use it: a terminal, a pipe, or a test's buffer. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number }
export type Input = Readable & { readonly isTTY?: boolean }

/** What a command knows of the world outside: read once in main.ts, passed on from there. */
export interface CommandContext {
  /** How this program is called, for sentences that name a command: `npx tollgate`. */
  readonly callName: string
  readonly environment: Environment
  readonly platform: NodeJS.Platform
  readonly workingFolder: string
  readonly userFolder: string
  /** `$TOLLGATE_HOME`, absolute. */
  readonly dataFolder: string
  readonly stdin: Input
  readonly stdout: Output
  readonly stderr: Output
  /** The programs that this one starts: files, never imports. */
  readonly mains: ProgramFiles
  /** Sets what the process will exit with once nothing is left to do. */
  finish(exitCode: number): void
}

export interface ProgramFiles {
  readonly control: string
  readonly gateway: string
  /** The folder of the console's sources, where it is built; null: there is none. */
  readonly console: string | null
}
