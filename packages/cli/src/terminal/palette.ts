import type { Environment, Output } from '../command-context.ts'

export interface Palette {
  good(text: string): string
  warning(text: string): string
  bad(text: string): string
  info(text: string): string
  dim(text: string): string
  bold(text: string): string
}

/** Colours for one output: none unless it is a terminal that takes them, and none against the user's NO_COLOR. */
export function paletteFor(output: Output, environment: Environment): Palette {
  const coloured = output.isTTY === true && !environment.NO_COLOR && environment.TERM !== 'dumb'
  const paint = (code: number, end: number) => (text: string) =>
    coloured && text !== '' ? `\u001b[${code}m${text}\u001b[${end}m` : text
  return {
    good: paint(32, 39),
    warning: paint(33, 39),
    bad: paint(31, 39),
    info: paint(36, 39),
    dim: paint(2, 22),
    bold: paint(1, 22),
  }
}
