import { basename } from 'node:path'
import { certificateVariable, providerLines } from '@tollgate/contract/codex-provider'
import type { Shell } from '@tollgate/contract/shell-lines'
import type { CommandContext } from '../command-context.ts'
import { paletteFor } from '../terminal/palette.ts'
import { shortPath } from '../terminal/short-path.ts'
import { agree } from './agree.ts'
import { findKey, type KnownKey } from './api-key.ts'
import { backUp, type ConfigFile, readConfigFile, writeConfigFile } from './config-file.ts'
import { type Connection, connectedConfig } from './edit-config.ts'
import { environmentLines } from './environment-lines.ts'
import { profileRemark } from './profile-remark.ts'
import { testCall } from './test-call.ts'

export interface ConnectSettings extends Connection {
  readonly codexHome: string
  /** True where Codex finds its folder without being told. */
  readonly isUsualHome: boolean
  readonly keyOption: string | undefined
  readonly shell: Shell
  /** The certificate that has to be trusted for the base URL; null when it is anyway. */
  readonly certificate: string | null
  readonly dryRun: boolean
  readonly yes: boolean
  readonly now: Date
}

/** Makes Tollgate the provider of Codex on this machine and says what is left to do. Resolves with the exit code. */
export async function connectCodex(context: CommandContext, settings: ConnectSettings): Promise<number> {
  const given = await findKey(context, false, settings.keyOption)
  if (!given.ok) return refuse(context, given.message, 2)
  const read = await readConfigFile(settings.codexHome)
  if (!read.ok) return refuse(context, `Nothing was changed: ${read.reason}.`, 1)
  const file = read.value
  const name = shortPath(file.path, context.userFolder)
  const change = connectedConfig(file.text ?? '', settings)
  if (!change.ok) {
    const byHand = providerLines(settings).map((line) => (line === '' ? '' : `  ${line}`))
    const sentence = `${name} was not changed: ${change.reason}. What Codex needs there:\n\n${byHand.join('\n')}`
    return refuse(context, sentence, 1)
  }
  const ending = await applyChange(context, settings, { file, name, text: change.text })
  if (ending !== null) return ending
  const remark = profileRemark(change.data)
  if (remark !== null) {
    context.stdout.write(`${paletteFor(context.stdout, context.environment).warning('!')} ${remark}\n`)
  }
  return await sayWhatIsLeft(context, settings, given.key)
}

interface PreparedChange {
  readonly file: ConfigFile
  readonly name: string
  readonly text: string
}

/** Null when the file is as it should be; else the exit code with which the command ends here. */
async function applyChange(
  context: CommandContext,
  settings: ConnectSettings,
  { file, name, text }: PreparedChange,
): Promise<number | null> {
  const tick = paletteFor(context.stdout, context.environment).good('✓')
  if (file.text === text) {
    context.stdout.write(`${tick} ${name} points to ${settings.baseUrl} already: nothing to change.\n`)
    return null
  }
  const question = `Write this change to ${name}? A backup is kept.`
  const agreement = await agree(context, { ...settings, name, before: file.text ?? '', after: text, question })
  if (agreement !== 'agreed') return agreement
  const now = await readConfigFile(settings.codexHome)
  if (!now.ok || now.value.text !== file.text) {
    return refuse(context, `Nothing was changed: ${name} was changed by something else meanwhile. Run this again.`, 1)
  }
  const backup = await backUp(file, settings.now)
  await writeConfigFile(file, text)
  const kept = file.text === null ? 'there was none before' : `what it was before is in ${basename(backup)}`
  context.stdout.write(`${tick} ${name} is written; ${kept} (--undo puts it back).\n`)
  return null
}

async function sayWhatIsLeft(context: CommandContext, settings: ConnectSettings, given: KnownKey | null) {
  const { stdout, environment } = context
  const asked = given === null && !settings.yes && !settings.dryRun
  const found = asked ? await findKey(context, true) : { ok: true as const, key: given }
  const key = found.ok ? found.key : null
  const codexHome = settings.isUsualHome ? null : settings.codexHome
  const lines = [...environmentLines({ ...settings, key, codexHome }), 'codex']
  stdout.write(`\nIn the terminal that runs Codex:\n\n${lines.map((line) => `  ${line}\n`).join('')}\n`)
  const palette = paletteFor(stdout, environment)
  if (!found.ok) stdout.write(`${palette.bad('✗')} ${found.message}\n`)
  if (key === null) return 0
  const trustedFiles = [settings.certificate, environment[certificateVariable]].filter((file) => file != null)
  const result = await testCall({ baseUrl: settings.baseUrl, key: key.value, trustedFiles })
  stdout.write(`${result.ok ? palette.good('✓') : palette.bad('✗')} ${result.sentence}\n`)
  if (!result.ok) stdout.write(`  ${context.callName} doctor looks for the reason.\n`)
  return 0
}

function refuse(context: CommandContext, sentence: string, exitCode: number): number {
  context.stderr.write(`${sentence}\n`)
  return exitCode
}
