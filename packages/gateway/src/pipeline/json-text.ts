import { parseText } from '../protocols/json-fields.ts'
import { inOrder } from './in-order.ts'
import type { Refusal } from './refusal.ts'
import type { TextVerdict } from './text-rule.ts'

interface Leaf {
  readonly text: string
  replace(text: string): void
}

const jsonString = /"(?:[^"\\]|\\.)*"/g

/**
 * Judges a text that is JSON by the strings and the names in it, so that what is put in their place is escaped as it must be. A text that is no JSON,
 * such as arguments that were cut off, is judged as it stands.
 */
export function judgeJsonText(
  text: string,
  judge: (text: string) => TextVerdict | Promise<TextVerdict>,
): TextVerdict | Promise<TextVerdict> {
  const root = { value: parseText(text) }
  if (root.value === undefined) return judge(text)
  const leaves = collectLeaves(root)
  // Of two members of one name the parser kept the last: what it dropped would go on unseen.
  if (countStrings(text) !== leaves.length) return judge(text)
  let isChanged = false
  const take = (leaf: Leaf, verdict: TextVerdict): Refusal | undefined => {
    if (verdict === undefined || typeof verdict === 'object') return verdict
    isChanged = true
    leaf.replace(verdict)
    return undefined
  }
  const stop = inOrder(leaves, (leaf) => {
    const verdict = judge(leaf.text)
    return verdict instanceof Promise ? verdict.then((settled) => take(leaf, settled)) : take(leaf, verdict)
  })
  const finish = (refusal: Refusal | undefined) => refusal ?? (isChanged ? JSON.stringify(root.value) : undefined)
  return stop instanceof Promise ? stop.then(finish) : finish(stop)
}

/** Every string in a value and every name of a member, at whatever depth, without recursion. */
export function collectLeaves(root: { value: unknown }): Leaf[] {
  const leaves: Leaf[] = []
  const open: Array<Record<string, unknown>> = [root as Record<string, unknown>]
  for (let holder = open.pop(); holder !== undefined; holder = open.pop()) {
    const within = holder
    const isRoot = within === root
    for (const name of Object.keys(within)) {
      const value = within[name]
      const place = { name }
      if (typeof value === 'object' && value !== null) open.push(value as Record<string, unknown>)
      if (typeof value === 'string')
        leaves.push({ text: value, replace: (text) => setMember(within, place.name, text) })
      if (isRoot || Array.isArray(within)) continue
      const rename = (text: string) => {
        renameMember(within, place.name, text)
        place.name = text
      }
      leaves.push({ text: name, replace: rename })
    }
  }
  return leaves
}

/** A member of any name, also of one that every object has. */
function setMember(holder: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(holder, name, { value, writable: true, enumerable: true, configurable: true })
}

/** Keeps the order of the members. Throws where there is one of the new name, because one of the two would be lost. */
function renameMember(holder: Record<string, unknown>, from: string, to: string): void {
  if (from === to) return
  if (Object.hasOwn(holder, to)) throw new Error('two members of a JSON text would get the same name')
  const members = Object.entries(holder)
  for (const [name] of members) delete holder[name]
  for (const [name, value] of members) setMember(holder, name === from ? to : name, value)
}

function countStrings(text: string): number {
  let count = 0
  for (const _ of text.matchAll(jsonString)) count++
  return count
}
