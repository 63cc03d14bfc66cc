import type { Exchange } from '../pipeline/exchange.ts'
import { isVariableName, readVariable, type VariableName, variableNames } from './variables.ts'

/** A publisher's text, taken apart once; README.md in this folder says what may stand in it. */
export interface PromptText {
  render(x: Exchange): string
}

const mark = /\\?\{\{\s*([A-Za-z0-9_.-]+)\s*\}\}/g

type Piece = string | { readonly variable: VariableName }

/** Throws where `promptTextProblem` has something to say. */
export function compilePromptText(text: string): PromptText {
  const pieces = takeApart(text)
  const [only, ...others] = pieces
  if (others.length === 0 && (only === undefined || typeof only === 'string')) return { render: () => only ?? '' }
  return {
    render: (x) =>
      pieces.map((piece) => (typeof piece === 'string' ? piece : readVariable(piece.variable, x))).join(''),
  }
}

/** What is wrong with a text, for the check when it is saved. */
export function promptTextProblem(text: string): string | undefined {
  for (const [whole, name = ''] of text.matchAll(mark)) {
    if (whole.startsWith('\\') || isVariableName(name)) continue
    const known = variableNames.map((variable) => `{{${variable}}}`).join(', ')
    return `there is no variable {{${name}}}; there is: ${known}. To have it stay as it is, write \\{{${name}}}`
  }
  return undefined
}

function takeApart(text: string): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const found of text.matchAll(mark)) {
    const [whole, name = ''] = found
    pieces.push(text.slice(at, found.index))
    at = found.index + whole.length
    if (whole.startsWith('\\')) pieces.push(whole.slice(1))
    else if (isVariableName(name)) pieces.push({ variable: name })
    else throw new Error(promptTextProblem(text))
  }
  pieces.push(text.slice(at))
  return pieces.filter((piece) => piece !== '')
}
