import { parseArgs } from 'node:util'
import { z } from 'zod'
import { type PlansSimulateOptions, parsePlansSimulate } from './commands/plans-simulate.ts'
import { parseSeedDemo, type SeedDemoOptions } from './commands/seed-demo.ts'
import { parseUsageReconcile, type UsageReconcileOptions } from './commands/usage-reconcile.ts'
import { PlainFailure } from './plain-failure.ts'

export interface KeysCreateOptions {
  application: string
  name: string
  user: string | undefined
  type: 'production' | 'sandbox'
  expires: string | undefined
  printOnly: boolean
  json: boolean
}

export interface KeysRevokeOptions {
  name: string
  application: string | undefined
  json: boolean
}

/** What this start is to do; `config` names the configuration file where the command line does. */
export type CommandLine = { config: string | undefined } & (
  | { command: 'serve' | 'config-check' | 'certificate' | 'master-key-rotate' }
  | { command: 'backup' | 'restore'; file: string }
  | { command: 'admin-reset-password'; email: string }
  | { command: 'keys-create'; options: KeysCreateOptions }
  | { command: 'keys-revoke'; options: KeysRevokeOptions }
  | { command: 'plans-simulate'; options: PlansSimulateOptions }
  | { command: 'usage-reconcile'; options: UsageReconcileOptions }
  | { command: 'seed-demo'; options: SeedDemoOptions }
)

const text = { type: 'string' } as const
const flag = { type: 'boolean', default: false } as const

export function parseCommandLine([command, ...rest]: readonly string[]): CommandLine {
  switch (command) {
    case 'serve':
    case 'config-check':
      return { command, config: parse(rest, { config: text }).config }
    case 'certificate':
    case 'master-key-rotate':
      parse(rest, {})
      return { command, config: undefined }
    case 'backup':
    case 'restore':
      return { command, config: undefined, file: required(parse(rest, { file: text }).file, 'file') }
    case 'admin-reset-password':
      return { command, config: undefined, email: required(parse(rest, { email: text }).email, 'email') }
    case 'keys-create':
      return parseKeysCreate(rest)
    case 'keys-revoke': {
      const values = parse(rest, { config: text, name: text, application: text, json: flag })
      const options = { name: required(values.name, 'name'), application: values.application, json: values.json }
      return { command, config: values.config, options }
    }
    case 'plans-simulate':
      return { command, config: undefined, options: parsePlansSimulate(rest) }
    case 'usage-reconcile':
      return { command, config: undefined, options: parseUsageReconcile(rest) }
    case 'seed-demo':
      return { command, config: undefined, options: parseSeedDemo(rest) }
    default:
      throw new PlainFailure(
        `${command === undefined ? 'No command was given' : `There is no command "${command}"`}: use serve, config-check, keys-create, keys-revoke, plans-simulate, usage-reconcile, seed-demo, certificate, backup, restore, master-key-rotate or admin-reset-password.`,
      )
  }
}

function parseKeysCreate(rest: string[]): CommandLine {
  const values = parse(rest, {
    config: text,
    application: text,
    name: text,
    user: text,
    type: text,
    expires: text,
    'print-only': flag,
    json: flag,
  })
  const { type = 'production', expires } = values
  if (type !== 'production' && type !== 'sandbox')
    throw new PlainFailure(`--type is "${type}": it can be production or sandbox.`)
  if (expires !== undefined && !z.iso.datetime({ offset: true }).safeParse(expires).success)
    throw new PlainFailure(
      `--expires is "${expires}": give a date and time with its zone, such as 2027-01-31T00:00:00Z.`,
    )
  return {
    command: 'keys-create',
    config: values.config,
    options: {
      application: required(values.application, 'application'),
      name: required(values.name, 'name'),
      user: values.user,
      type,
      expires,
      printOnly: values['print-only'],
      json: values.json,
    },
  }
}

type Options = Record<string, typeof text | typeof flag>

function parse<Known extends Options>(args: string[], options: Known) {
  try {
    return parseArgs({ args, options, strict: true }).values
  } catch (error) {
    throw new PlainFailure(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

function required(value: string | undefined, option: string): string {
  const trimmed = value?.trim() ?? ''
  if (trimmed === '') throw new PlainFailure(`--${option} is missing.`)
  return trimmed
}
