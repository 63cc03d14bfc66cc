import type { Exchange } from '../../pipeline/exchange.ts'
import { compilePromptText, type PromptText } from '../../prompt-variables/prompt-text.ts'

export interface CompiledTemplate {
  /** What a reference has to give. */
  readonly parameters: ReadonlySet<string>
  /** Fills in once: what stands in a value stays as it is, placeholders and references too. */
  fill(x: Exchange, values: ReadonlyMap<string, string>): string
}

const placeholder = /\[\[([A-Za-z0-9_.-]+)\]\]/g

type Piece = { readonly text: PromptText } | { readonly parameter: string }

export function compileTemplate(prompt: string): CompiledTemplate {
  // The pattern has one group, so that texts and names of placeholders take turns.
  const pieces = prompt
    .split(placeholder)
    .map((part, index): Piece => (index % 2 === 0 ? { text: compilePromptText(part) } : { parameter: part }))
  return {
    parameters: new Set(pieces.flatMap((piece) => ('parameter' in piece ? [piece.parameter] : []))),
    fill: (x, values) =>
      pieces
        .map((piece) =>
          'text' in piece ? piece.text.render(x) : (values.get(piece.parameter) ?? `[[${piece.parameter}]]`),
        )
        .join(''),
  }
}
