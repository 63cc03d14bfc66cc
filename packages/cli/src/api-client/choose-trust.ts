import type { CommandContext } from '../command-context.ts'
import { CommandFailure, misuse } from '../command-failure.ts'
import { isSelfSigned } from '../gateway-probe/certificate-file.ts'
import { servedCertificate } from '../gateway-probe/served-certificate.ts'
import { askYesOrNo, isInteractive } from '../terminal/ask.ts'
import { connectionFailure } from './connection-failure.ts'
import { secureConnection } from './secure-connection.ts'
import { publicKeyFingerprint, shownFingerprint, type Trust } from './trust.ts'

/** Whom a log-in trusts: the authorities where they vouch for the address, else one key that a person has looked at. */
export async function chooseTrust(context: CommandContext, url: URL, expected: string | null): Promise<Trust> {
  if (expected !== null) return { kind: 'public-key', fingerprint: expected }
  const authorities: Trust = { kind: 'authorities' }
  const place = { url: url.origin, source: 'log-in' as const }
  try {
    const socket = await secureConnection(url, authorities)
    socket.destroy()
    return authorities
  } catch (error) {
    const served = await servedCertificate(url)
    // Anything but a certificate that nobody vouches for is no question to ask: dates and names do not get better by it.
    if (served.kind !== 'served' || !isSelfSigned(served.certificate)) throw connectionFailure(error, place)
    return await acceptKey(context, url, publicKeyFingerprint(served.certificate))
  }
}

async function acceptKey(context: CommandContext, url: URL, fingerprint: string): Promise<Trust> {
  const shown = shownFingerprint(fingerprint)
  const about = `${url.origin} has a certificate that it signed itself. SHA-256 of its key:\n  ${shown}`
  if (!isInteractive(context))
    throw misuse(
      `${about.replace('\n  ', ' ')}. Nobody can be asked here: compare it with the one that the server shows, and add --fingerprint ${fingerprint}.`,
    )
  context.stdout.write(`${about}\nCompare it with what npx tollgate whoami shows on the machine of the server.\n`)
  if (!(await askYesOrNo(context, 'Is this the key of your Tollgate?', false)))
    throw new CommandFailure('Nothing was kept: nobody is logged in.')
  return { kind: 'public-key', fingerprint }
}
