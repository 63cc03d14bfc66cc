import type { Logger } from 'pino'
import { systemActor } from '../access/actor.ts'
import { readConfig } from '../config/read-config.ts'
import { watchConfig } from '../config/watch-config.ts'
import { applyConfiguration } from '../configuration/apply-configuration.ts'
import { failureReason } from '../files/failure-reason.ts'
import { PlainFailure } from '../plain-failure.ts'
import { Problem } from '../services/problem.ts'
import type { Services } from '../services/verb.ts'
import type { Settings } from '../settings.ts'

export interface FileSource {
  readonly close: () => Promise<void>
}

interface FileContext {
  readonly file: string
  readonly services: Services
  readonly settings: Settings
  readonly organisationId: string
  readonly log: Logger
}

/** Makes a configuration file the only truth about what it declares: now, and whenever it is saved. */
export async function followConfigFile(context: FileContext): Promise<FileSource> {
  const first = await applyFile(context)
  if (first !== undefined) throw new PlainFailure(first)
  let running: Promise<void> = Promise.resolve()
  const reload = () => {
    running = running.then(() => applyChange(context))
  }
  const watch = watchConfig(context.file, reload, {
    onDegraded: (reason) =>
      context.log.warn({ reason }, 'changes of the configuration are noticed within seconds only'),
  })
  // An edit between the first reading and the start of the watch would go unnoticed.
  reload()
  return {
    close: async () => {
      watch.close()
      await running
    },
  }
}

async function applyChange(context: FileContext): Promise<void> {
  try {
    const mistake = await applyFile(context)
    if (mistake !== undefined)
      context.log.warn(`The configuration was changed and has a mistake; what was in force before stays. ${mistake}`)
  } catch (error) {
    context.log.error({ reason: failureReason(error) }, 'the changed configuration could not be put in force')
  }
}

/** The mistake in the file, as a sentence; undefined: it is in force. */
async function applyFile({ file, services, settings, organisationId, log }: FileContext): Promise<string | undefined> {
  const { environment, allowPrivateUpstreams } = settings
  const read = readConfig(file, { environment, policies: services.policies, allowPrivateUpstreams })
  if (!read.ok) return read.message
  const { config, secrets } = read.value
  const actor = systemActor(organisationId, { kind: 'file', name: file, from: file })
  try {
    const verb = { ...services, actor, expectedRevision: undefined }
    const { changes } = await applyConfiguration(verb, { document: config, secrets, prune: true, dryRun: false })
    if (changes.length > 0) log.info({ changed: changes.length }, 'the changed configuration is in force')
    return undefined
  } catch (error) {
    if (error instanceof Problem) return `${file}: ${error.message}`
    throw error
  }
}
