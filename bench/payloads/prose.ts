const words = [
  'the',
  'gateway',
  'reads',
  'each',
  'file',
  'before',
  'it',
  'changes',
  'a "quoted" name',
  'when',
  'tests',
  'pass',
  'then',
  'report',
  'what',
  'was',
  'done',
  'in `src/main.ts`',
  'and',
  'why',
  'never',
  'guess',
  'an',
  'answer',
  '(line 42)',
] as const

/** Text of about `bytes` bytes that needs JSON escapes as often as real prompts do. The same for the same seed. */
export function prose(bytes: number, seed = 1): string {
  let text = ''
  let state = seed
  while (text.length < bytes) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    const word = words[state % words.length] ?? ''
    text += word
    text += state % 11 === 0 ? '.\n' : ' '
  }
  return text.slice(0, bytes)
}
