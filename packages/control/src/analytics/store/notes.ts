import { type Sql, text } from './sql.ts'

/** Small facts of the store itself. */
export async function readNote(sql: Sql, name: string): Promise<string | undefined> {
  const row = (await sql.all('select value from usage_note where name = ?', [name]))[0]
  return row === undefined ? undefined : text(row, 'value')
}

export async function writeNote(sql: Sql, name: string, value: string): Promise<void> {
  const ending = 'on conflict (name) do update set value = excluded.value'
  await sql.insert({ table: 'usage_note', columns: ['name', 'value'], rows: [[name, value]], ending })
}

const forgottenBefore = 'forgotten-before'

/** Calls from before it are not taken in again: whether they were known cannot be told any more. */
export async function readForgotten(sql: Sql): Promise<number> {
  return Number((await readNote(sql, forgottenBefore)) ?? 0)
}

export async function noteForgotten(sql: Sql, before: number): Promise<void> {
  if (before > (await readForgotten(sql))) await writeNote(sql, forgottenBefore, String(before))
}

const dictionaryGeneration = 'dictionary-generation'

/** Another one: entries of the dictionary were taken away, and what was read of it before may be wrong. */
export async function readGeneration(sql: Sql): Promise<number> {
  return Number((await readNote(sql, dictionaryGeneration)) ?? 0)
}

export async function raiseGeneration(sql: Sql): Promise<void> {
  await writeNote(sql, dictionaryGeneration, String((await readGeneration(sql)) + 1))
}
