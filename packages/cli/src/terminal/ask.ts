import type { CommandContext } from '../command-context.ts'

/** A yes or no; leaving with Ctrl-C or Esc is a no. `preset` is what Enter alone means. */
export async function askYesOrNo(context: CommandContext, question: string, preset = true): Promise<boolean> {
  // Loaded when first asked: most commands never do.
  const { confirm, isCancel } = await import('@clack/prompts')
  const answer = await confirm({
    message: question,
    initialValue: preset,
    input: context.stdin,
    output: context.stdout,
  })
  return !isCancel(answer) && answer
}

/** A secret, shown as dots; null when the person gave none. */
export async function askHidden(context: CommandContext, question: string): Promise<string | null> {
  const { isCancel, password } = await import('@clack/prompts')
  const answer = await password({ message: question, input: context.stdin, output: context.stdout })
  if (isCancel(answer) || typeof answer !== 'string') return null
  return answer.trim() === '' ? null : answer.trim()
}

/** Questions need a person at both ends. */
export function isInteractive(context: CommandContext): boolean {
  return context.stdin.isTTY === true && context.stdout.isTTY === true
}
