import {
  certificateVariable,
  defaultApiPath,
  defaultModel,
  keyVariable,
  providerLines,
} from '@tollgate/contract/codex-provider'
import type { ControlReady } from '@tollgate/contract/process-messages'
import { exportLine, type Shell, withVariable } from '@tollgate/contract/shell-lines'
import type { Palette } from '../terminal/palette.ts'
import { printable } from '../terminal/printable.ts'
import { shortPath } from '../terminal/short-path.ts'
import type { Addresses } from './addresses.ts'

export interface ReadyFacts {
  readonly seconds: number
  readonly control: ControlReady
  readonly addresses: Addresses
  readonly dataFolder: string
  /** True where other commands find this data folder without being told. */
  readonly isDefaultFolder: boolean
  /** The certificate that clients have to be given; null when they trust it anyway. */
  readonly certificateToTrust: string | null
  readonly shell: Shell
  readonly userFolder: string
}

type Api = ControlReady['apis'][number]

/** What `tollgate up` says once calls can be made: one screen, of which the first line is read by scripts too. */
export function readyScreen(facts: ReadyFacts, palette: Palette): string {
  const { addresses, control } = facts
  const first = control.apis.find((api) => api.state === 'published' || api.state === 'deprecated')
  const lines = [
    `${palette.good('ready')} in ${facts.seconds.toFixed(1)} s · ${addresses.https} · ${addresses.http}`,
    '',
    ...apiLines(control.apis, addresses, palette),
    '',
    ...keyLines(facts, palette),
    ...(first === undefined ? [] : ['', ...codexLines(facts, apiUrl(first, addresses), palette)]),
    '',
    ...adminLines(facts, palette),
    ...configurationLines(facts, palette),
    `${palette.bold('Data')}           ${shortPath(facts.dataFolder, facts.userFolder)}`,
    `${palette.bold('Stop')}           Ctrl-C ${palette.dim('(open calls may end first; a second Ctrl-C does not wait)')}`,
    ...control.warnings.map((warning) => `${palette.warning('warning')}  ${printable(warning)}`),
  ]
  return `${lines.join('\n')}\n`
}

function apiUrl(api: Api, addresses: Addresses): string {
  return `${addresses.public}${api.context}/${api.version}`
}

function apiLines(apis: readonly Api[], addresses: Addresses, palette: Palette): string[] {
  if (apis.length === 0) return [palette.warning('No API is configured yet: add one with `tollgate apis create`.')]
  const names = apis.map((api) => printable(`${api.name} ${api.version}`))
  const width = Math.max(...names.map((name) => name.length))
  return apis.map((api, index) => {
    const name = (names[index] ?? '').padEnd(width)
    const line = `${palette.bold(name)}  ${apiUrl(api, addresses)}${apiRemark(api, palette)}`
    return line.trimEnd()
  })
}

function apiRemark(api: Api, palette: Palette): string {
  const remarks = []
  if (api.state !== 'published') remarks.push(palette.warning(api.state))
  if (api.demo) remarks.push(palette.info('the demo provider answers until its key is set'))
  return remarks.length === 0 ? '' : `  ${remarks.join(' · ')}`
}

function keyLines(facts: ReadyFacts, palette: Palette): string[] {
  const { firstKey } = facts.control
  const command = ownCommand(facts, 'keys create --application NAME --name NAME')
  if (firstKey === null) return [`${palette.bold('Another key')}  ${command}`]
  return [
    `${palette.bold('Your first key')}, of the application ${printable(firstKey.application)}: ` +
      palette.warning('shown once, stored only as a hash'),
    `  ${firstKey.key}`,
  ]
}

/** Where people go with a browser, and the first of them. */
function adminLines({ control }: ReadyFacts, palette: Palette): string[] {
  const console = `${palette.bold('Console')}        ${control.consoleUrl} ${palette.dim('(REST API: /api/docs)')}`
  if (control.admin === null) return [console]
  const { email, password } = control.admin
  const secret = password === null ? 'with the password that was given' : password
  const remark = password === null ? '' : ` ${palette.warning('(shown once)')}`
  return [console, `${palette.bold('Administrator')}  ${printable(email)} · ${secret}${remark}`]
}

function configurationLines({ control, userFolder, ...facts }: ReadyFacts, palette: Palette): string[] {
  const name = palette.bold('Configuration')
  if (control.configFile !== null)
    return [
      `${name}  ${shortPath(control.configFile, userFolder)} ${palette.dim('(a saved change is in force at once)')}`,
    ]
  return [
    `${name}  ${ownCommand({ ...facts, control, userFolder }, 'apis list')} ${palette.dim('(or export, edit, apply -f: tollgate --help)')}`,
  ]
}

function codexLines(facts: ReadyFacts, baseUrl: string, palette: Palette): string[] {
  const key = facts.control.firstKey?.key ?? '<your key>'
  const certificate = facts.certificateToTrust
  const variables = [exportLine(facts.shell, keyVariable, key)]
  if (certificate !== null) variables.push(exportLine(facts.shell, certificateVariable, certificate))
  return [
    `${palette.bold('Connect Codex')} in the terminal where you will use it:`,
    ...indent(variables),
    `  ${ownCommand(facts, connectCommand(facts, baseUrl))}  ${palette.dim('# shows the change first; --undo takes it back')}`,
    '  codex',
    `${palette.bold('Or by hand')}, instead of the npx line, in ~/.codex/config.toml:`,
    ...indent(providerLines({ baseUrl, model: defaultModel })),
  ]
}

/** Without a URL the command finds this gateway itself, as long as the API is the one that it expects. */
function connectCommand(facts: ReadyFacts, baseUrl: string): string {
  const expected = `https://localhost:${new URL(facts.addresses.https).port}${defaultApiPath}`
  return baseUrl === expected ? 'connect codex' : `connect codex --url ${baseUrl}`
}

/** A command of ours as it works when pasted elsewhere: with the folder, where that is not the usual one. */
function ownCommand(facts: ReadyFacts, command: string): string {
  const full = `npx tollgate ${command}`
  if (facts.isDefaultFolder) return full
  return withVariable(facts.shell, { name: 'TOLLGATE_HOME', value: facts.dataFolder }, full)
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' ? '' : `  ${line}`))
}
