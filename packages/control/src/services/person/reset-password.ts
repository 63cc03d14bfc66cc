import { PlainFailure } from '../../plain-failure.ts'
import type { Services } from '../verb.ts'
import { findPersonByEmail } from './find-by-email.ts'

export interface ResetLink {
  readonly url: string
  readonly expiresAt: number
}

/** `tollgate admin reset-password`: a link that sets a password, once. For who is on the machine of Tollgate. */
export async function resetPassword(
  services: Services,
  { email, withoutSecondFactor = false }: { email: string; withoutSecondFactor?: boolean },
): Promise<ResetLink> {
  const { authentication, log } = services
  const person = await findPersonByEmail(services, email)
  if (person === undefined)
    throw new PlainFailure(`There is no person ${email}: npx tollgate people list shows who there is.`)
  if (person.state === 'suspended')
    throw new PlainFailure(`${person.name} is suspended: reactivate them first, or use another administrator's e-mail.`)
  const link =
    person.authUserId === null
      ? await authentication.startInvitation(person)
      : await authentication.createPasswordLink(person.authUserId)
  if (withoutSecondFactor) await authentication.removeTwoFactor(link.authUserId)
  log.info({ personId: person.id, withoutSecondFactor }, 'a password link was made on this machine')
  return { url: link.url, expiresAt: link.expiresAt }
}
