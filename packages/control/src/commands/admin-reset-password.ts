import type { Logger } from 'pino'
import type { PolicyCatalogue } from '../config/policy-catalogue.ts'
import { resetPassword } from '../services/person/reset-password.ts'
import type { Settings } from '../settings.ts'
import { layFoundation } from '../start/foundation.ts'
import { makeServices } from '../start/make-services.ts'

interface ResetContext {
  readonly settings: Settings
  readonly policies: PolicyCatalogue
  readonly log: Logger
}

/** A link that sets a new password, once, for who can read the data folder. Also while Tollgate runs. */
export async function adminResetPassword({ settings, policies, log }: ResetContext, email: string): Promise<string> {
  const foundation = await layFoundation(settings, log)
  try {
    const consoleUrl = settings.console.url?.origin ?? `https://localhost:${settings.console.port}`
    const { services } = await makeServices(
      { settings, policies, log },
      { foundation, consoleUrl, localToken: null, link: null },
    )
    const { url, expiresAt } = await resetPassword(services, { email })
    return `Open this link until ${new Date(expiresAt).toISOString()}; it works once:\n${url}\n`
  } finally {
    await foundation.store.close()
  }
}
