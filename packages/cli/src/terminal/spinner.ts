import type { CommandContext } from '../command-context.ts'

/** A person should not look at nothing for longer than this. */
const patienceMs = 300

/** Shows that work goes on, on a terminal and when it takes longer than a blink; nothing of it in pipes. */
export async function withSpinner<T>(context: CommandContext, message: string, work: Promise<T>): Promise<T> {
  const { stderr, stdout } = context
  if (stderr.isTTY !== true || stdout.isTTY !== true) return await work
  let isDone = false
  const settled = work.then(
    () => undefined,
    () => undefined,
  )
  const patience = new Promise((resolve) => setTimeout(resolve, patienceMs).unref())
  await Promise.race([settled.then(() => (isDone = true)), patience])
  if (isDone) return await work
  const { spinner } = await import('@clack/prompts')
  const shown = spinner({ output: stderr, withGuide: false })
  shown.start(message)
  await settled
  shown.clear()
  return await work
}
