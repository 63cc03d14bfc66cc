import type { Exchange } from '../pipeline/exchange.ts'

/**
 * What a publisher's text may say about the caller, as `{{name}}`. Nothing among them depends on the time or on a single call: the same
 * thread gets the same text in every call, so that the provider's prompt cache keeps working.
 */
const readers = {
  application: (x) => x.caller.application.name,
  user: (x) => x.caller.key.person,
  plan: (x) => x.caller.plan?.name ?? null,
  team: (x) => x.caller.application.team,
  model: (x) => x.view?.model ?? x.modelAsked,
  api: (x) => `${x.api.name} ${x.api.version}`,
} as const satisfies Record<string, (x: Exchange) => string | null>

export type VariableName = keyof typeof readers

export const variableNames = Object.freeze(Object.keys(readers)) as readonly VariableName[]

const valueCharactersMax = 200
/** What stands where there is nothing to say, such as the plan of a test key. */
const nothing = 'none'

export function isVariableName(name: string): name is VariableName {
  return Object.hasOwn(readers, name)
}

/** The value as plain text inside Markdown. */
export function readVariable(name: VariableName, x: Exchange): string {
  const value = plainLine(readers[name](x) ?? '')
  return value === '' ? nothing : escapeMarkdown(value)
}

/**
 * One line without invisible characters. A name is chosen by whoever makes the application, and the model by whoever calls: neither may
 * begin a line of its own, which a model could take for another speaker.
 */
function plainLine(value: string): string {
  const visible = value
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
  return [...visible].slice(0, valueCharactersMax).join('')
}

/** Marks of Markdown, tags, and the control words of models such as `<|im_start|>` lose their meaning. */
function escapeMarkdown(value: string): string {
  return value.replace(/[\\`*_{}[\]<>#|~$&]/g, '\\$&')
}
