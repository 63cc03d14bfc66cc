import type { Logger } from 'pino'
import type { ExternalLog } from './external-services.ts'

/** The gateway's log of calls to services. A failure is a line here and one at the policy that could not run. */
export function externalLog(log: Logger): ExternalLog {
  return {
    called: (report) => log[report.outcome === 'answered' ? 'debug' : 'warn'](report, 'a service was asked'),
    breakerOpened: (service) => log.warn({ service }, 'a service fails again and again: it is left alone for a while'),
    breakerClosed: (service) => log.info({ service }, 'a service answers again'),
  }
}
