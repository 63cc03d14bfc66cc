import type { Logger } from 'pino'
import type { SpoolLog } from '../usage/spool.ts'
import type { JournalLog } from './admitted-journal.ts'

export function spoolLog(log: Logger): SpoolLog {
  return {
    appendFailed: (error, waiting) =>
      log.error({ err: error, waiting }, 'a usage record could not be written; it waits in memory'),
    appendRecovered: () => log.info('usage records are being written again'),
  }
}

export function journalLog(log: Logger): JournalLog {
  return {
    journalFailed: (error) =>
      log.error({ err: error }, 'calls cannot be noted before they are made: those under a limit are refused'),
    journalRecovered: () => log.info('calls are noted again, and those under a limit are taken'),
  }
}
