import type { TextField } from '../protocols/text-lens.ts'

/** The texts of what a user said last; empty where no user says anything in this request. */
export function newestUserMessage(fields: readonly TextField[]): readonly TextField[] {
  const last = fields.findLast(isOfUser)
  if (last === undefined) return []
  const item = itemOf(last)
  return fields.filter((field) => isOfUser(field) && itemOf(field) === item)
}

function isOfUser({ kind, role }: TextField): boolean {
  return kind === 'message' && role === 'user'
}

/** `$.input[3]` of `$.input[3].content[0].text`. */
function itemOf(field: TextField): string {
  const path = field.path()
  const end = path.indexOf(']')
  return end === -1 ? path : path.slice(0, end + 1)
}
