import { existsSync } from 'node:fs'
import { apiClient } from '../api-client/api-client.ts'
import { findConnectionIfAny, notConnected } from '../api-client/connection.ts'
import { at, textOf } from '../api-client/json.ts'
import type { CommandContext } from '../command-context.ts'
import { CommandFailure } from '../command-failure.ts'
import { printable } from '../terminal/printable.ts'
import { configFileFor } from './control-program.ts'

/** Keys stand in the configuration file where one manages Tollgate, else they are made by the REST API. */
export async function keysAreInFile(context: CommandContext, namedFile: string | undefined): Promise<boolean> {
  if (namedFile !== undefined) return true
  const connection = findConnectionIfAny(context)
  if (connection === null) {
    if (existsSync(configFileFor(context, undefined))) return true
    throw new CommandFailure(notConnected(context))
  }
  const me = await apiClient(context, connection).call({ method: 'GET', path: '/me' })
  const file = textOf(at(me, 'managedFile'))
  if (file === null || connection.source === 'this-machine') return file !== null
  throw new CommandFailure(
    `${connection.url} is configured by the file ${printable(file)}: make and revoke keys there, on its machine.`,
  )
}
