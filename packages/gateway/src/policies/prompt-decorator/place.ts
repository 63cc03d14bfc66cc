import type { JsonNode } from '../../json-path/json-path.ts'
import type { Place } from '../../protocols/insert-messages.ts'
import { isObject } from '../../protocols/json-fields.ts'

/** Paths that mean the conversation, whichever dialect the call speaks. */
export function isConversationPath(jsonPath: string): boolean {
  return ['', '$.messages', '$.input'].includes(jsonPath.trim())
}

export interface Joined {
  readonly text: string
  readonly place: Place
}

/**
 * Joins a text to the one that stands at a place, with a blank between them, as the incumbent does. `found`: a text was there.
 * What has it at this end already stays as it is.
 */
export function joinAt(node: JsonNode, joined: Joined): { readonly found: boolean; readonly isChanged: boolean } {
  const { value } = node
  if (typeof value === 'string') return replaceText(value, joined, (text) => node.replace(text))
  const parts = Array.isArray(value) ? value.filter(isTextPart) : []
  const part = joined.place === 'prepend' ? parts[0] : parts.at(-1)
  if (part === undefined) return { found: false, isChanged: false }
  return replaceText(part.text, joined, (text) => {
    part.text = text
  })
}

function replaceText(existing: string, { text, place }: Joined, replace: (text: string) => void) {
  const isThere =
    existing === text || (place === 'prepend' ? existing.startsWith(`${text} `) : existing.endsWith(` ${text}`))
  if (!isThere) replace(place === 'prepend' ? `${text} ${existing}` : `${existing} ${text}`)
  return { found: true, isChanged: !isThere }
}

/** Messages may be a list of parts, of which some are images. */
function isTextPart(part: unknown): part is { text: string } {
  return isObject(part) && typeof part.text === 'string'
}
