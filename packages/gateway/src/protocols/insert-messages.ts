/** Puts messages of a publisher into a conversation, in the items of a dialect. */

export interface InsertedMessage {
  readonly role: 'system' | 'developer' | 'user' | 'assistant'
  readonly content: string
}

export type Place = 'prepend' | 'append'

export interface MessageItems {
  /** Leading items that belong to the prefix a provider caches: they stay in front. */
  isInstruction(item: unknown): boolean
  write(message: InsertedMessage): unknown
  /** What a message item says, and as whom; null for every other item. */
  read(item: unknown): { readonly role: unknown; readonly text: string } | null
}

interface Insertion {
  readonly messages: readonly InsertedMessage[]
  readonly place: Place
}

/** The items with the messages among them; undefined where they stand at this place already, word for word. */
export function insertMessages(
  items: readonly unknown[],
  { messages, place }: Insertion,
  dialect: MessageItems,
): unknown[] | undefined {
  const others = items.findIndex((item) => !dialect.isInstruction(item))
  const at = place === 'append' || others < 0 ? items.length : others
  const isThere = (start: number) =>
    start >= 0 &&
    messages.every(({ role, content }, offset) => {
      const said = dialect.read(items[start + offset])
      return said !== null && said.role === role && said.text === content
    })
  if (place === 'append' ? isThere(items.length - messages.length) : upTo(at).some(isThere)) return undefined
  return [...items.slice(0, at), ...messages.map((message) => dialect.write(message)), ...items.slice(at)]
}

function upTo(last: number): number[] {
  return Array.from({ length: last + 1 }, (_, index) => index)
}
