import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { joinAnswerSchema, joinTokenSchema } from '@tollgate/contract/gateway-link'
import { z } from 'zod'
import { makePrivateFolder, writePrivateFile } from '../files/private-file.ts'

const joinedSchema = z.strictObject({
  ...joinAnswerSchema.shape,
  url: joinTokenSchema.shape.url,
  fingerprint: joinTokenSchema.shape.fingerprint,
})

/** What a gateway keeps of having joined: who it is there, its token, and how to know the control plane again. */
export type Joined = z.infer<typeof joinedSchema>

/** undefined: this gateway has not joined. Throws the sentence for the person at the terminal where the file says nothing clear. */
export function readJoined(path: string): Joined | undefined {
  const text = readText(path)
  if (text === undefined) return undefined
  const joined = joinedSchema.safeParse(parse(text))
  if (joined.success) return joined.data
  throw new Error(
    `${path} is damaged: restore it, or delete it and join again with a new join token in TOLLGATE_JOIN_TOKEN.`,
  )
}

export function saveJoined(path: string, joined: Joined): void {
  makePrivateFolder(dirname(path))
  writePrivateFile(path, `${JSON.stringify(joined, undefined, 2)}\n`)
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') return undefined
    throw new Error(`${path} cannot be read (${String(code)}): give this account the right to.`, { cause: error })
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
