import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { JsonObject } from '../api-client/json.ts'
import type { CommandContext } from '../command-context.ts'
import { misuse } from '../command-failure.ts'
import { askHidden, isInteractive } from '../terminal/ask.ts'
import type { SecretField } from './noun.ts'

export function addSecretOptions(command: Command): void {
  command.option('--secret-env <name>', 'environment variable that holds the secret')
  command.option('--secret-file <path>', 'file that holds the secret')
}

/** A secret from where it cannot be read along; null where none was given and none has to be. */
export async function readSecret(
  context: CommandContext,
  options: JsonObject,
  secret: SecretField,
): Promise<string | null> {
  const { secretEnv, secretFile } = options
  if (typeof secretEnv === 'string' && typeof secretFile === 'string')
    throw misuse('--secret-env and --secret-file are both given: use one of them.')
  if (typeof secretEnv === 'string') return fromEnvironment(context, secretEnv)
  if (typeof secretFile === 'string') return fromFile(context, secretFile)
  if (!secret.required) return null
  if (!isInteractive(context))
    throw misuse(
      'The secret is missing: give --secret-env NAME or --secret-file PATH, because nobody can be asked here.',
    )
  const typed = await askHidden(context, secret.question)
  if (typed === null) throw misuse('No secret was given, so nothing was changed.')
  return typed
}

function fromEnvironment({ environment }: CommandContext, name: string): string {
  const text = environment[name]?.trim() ?? ''
  if (text === '') throw misuse(`The environment variable ${name} is not set: put the secret into it.`)
  return text
}

function fromFile({ workingFolder }: CommandContext, path: string): string {
  const text = readFileSync(resolve(workingFolder, path), 'utf8').trim()
  if (text === '') throw misuse(`The file ${path} is empty: write the secret into it.`)
  return text
}
