import { z } from 'zod'

/**
 * A backup is lines of JSON: a header, then for every table its name with its columns and its rows as lists of values, and at the end
 * how many rows each table has and the SHA-256 over all lines before, each with its newline.
 */
export const dumpFormat = 1

export const dumpHeaderSchema = z.strictObject({
  tollgate: z.literal('backup'),
  format: z.int().positive(),
  migrations: z.array(z.string()),
  /** Unix milliseconds. */
  at: z.int(),
})
export type DumpHeader = z.infer<typeof dumpHeaderSchema>

export const dumpTableSchema = z.strictObject({ table: z.string(), columns: z.array(z.string()).min(1) })
export type DumpTable = z.infer<typeof dumpTableSchema>

export const dumpValueSchema = z.union([z.string(), z.number(), z.boolean(), z.null()])
export type DumpValue = z.infer<typeof dumpValueSchema>

export const dumpEndSchema = z.strictObject({
  end: z.literal(true),
  rows: z.record(z.string(), z.int().nonnegative()),
  sha256: z.string(),
})
export type DumpEnd = z.infer<typeof dumpEndSchema>
