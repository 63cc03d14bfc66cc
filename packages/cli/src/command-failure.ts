/** Why a command was not done: one sentence that says what to do. Thrown from wherever it shows, said once in program.ts. */
export class CommandFailure extends Error {
  readonly exitCode: 1 | 2

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

/** The command line itself was not right. */
export function misuse(message: string): CommandFailure {
  return new CommandFailure(message, 2)
}
