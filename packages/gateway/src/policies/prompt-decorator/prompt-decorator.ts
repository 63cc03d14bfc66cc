import { compileJsonPath, type JsonPath } from '../../json-path/json-path.ts'
import type { Exchange } from '../../pipeline/exchange.ts'
import { changed, definePolicy } from '../../pipeline/policy.ts'
import { compilePromptText } from '../../prompt-variables/prompt-text.ts'
import type { InsertedMessage, Place } from '../../protocols/insert-messages.ts'
import type { RequestView } from '../../protocols/protocol.ts'
import { readDecoration } from './decoration.ts'
import { isConversationPath, joinAt } from './place.ts'
import { type PromptDecoratorConfig, promptDecoratorConfig } from './schema.ts'

export const promptDecorator = definePolicy({
  name: 'prompt-decorator',
  summary: 'Adds an instruction or messages to every prompt, without any change in the client.',
  kind: 'decorator',
  config: promptDecoratorConfig,
  needs: { request: 'whole', response: 'none' },
  onFailure: 'reject',
  create(config) {
    const decorate = decorator(config)
    const place = config.append ? 'append' : config.place
    return {
      onRequest(x) {
        const { view } = x
        // What comes last shapes the answer most, and this one must fit a schema: Codex's title of a thread would be no JSON any more.
        if (view === null || (place === 'append' && view.wantsStructuredOutput)) return undefined
        return decorate(x, view, place) ? changed : undefined
      },
    }
  },
})

/** True where it changed the request. */
type Decorate = (x: Exchange, view: RequestView, place: Place) => boolean

function decorator(config: PromptDecoratorConfig): Decorate {
  const decoration = readDecoration(config)
  if (decoration === undefined) throw new Error('a decoration without a text')
  if (typeof decoration !== 'string') return addMessages(decoration)
  const text = compilePromptText(decoration)
  if (isConversationPath(config.jsonPath)) return (x, view, place) => view.insertInstructions(text.render(x), place)
  const path = compileJsonPath(config.jsonPath)
  return (x, view, place) => joinText(view, path, { text: text.render(x), place })
}

function addMessages(messages: readonly InsertedMessage[]): Decorate {
  const texts = messages.map(({ role, content }) => ({ role, text: compilePromptText(content) }))
  return (x, view, place) => {
    const rendered = texts.map(({ role, text }) => ({ role, content: text.render(x) }))
    return view.insertMessages(rendered, place)
  }
}

/** Where the body has no such text, as the `instructions` of a newer Codex, it becomes an instruction of its own: it is never left out. */
function joinText(view: RequestView, path: JsonPath, joined: { text: string; place: Place }): boolean {
  const results = path.select(view.json).map((node) => joinAt(node, joined))
  if (results.some(({ found }) => found)) return results.some(({ isChanged }) => isChanged)
  return view.insertInstructions(joined.text, joined.place)
}
