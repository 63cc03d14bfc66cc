import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { EventText, TextField } from '../../../packages/gateway/src/protocols/text-lens.ts'

/** A protocol's `text-fields.json`: what each field of its schemas is, in words. */
const table = z.object({ about: z.string(), fields: z.record(z.string(), z.string()) })

export function readTextFields(protocol: string): ReadonlyMap<string, string> {
  const file = new URL(`../../../packages/gateway/src/protocols/${protocol}/text-fields.json`, import.meta.url)
  return new Map(Object.entries(table.parse(JSON.parse(readFileSync(file, 'utf8'))).fields))
}

/** A row of a field that is no text says why. */
export function isOpaque(row: string): boolean {
  return row.startsWith('opaque: ')
}

/** What a row calls this text: its kind, and what is special about it. */
export function describeText(text: TextField | EventText): string {
  const words: string[] = [text.kind]
  if (text.format === 'json') words.push('json')
  if (!text.mayChange) words.push('fixed')
  if ('channel' in text && text.channel !== null) words.push('piece')
  return words.join(', ')
}
