import { CommandFailure } from '../command-failure.ts'
import { printable } from '../terminal/printable.ts'
import type { Connection } from './connection.ts'
import { CertificateChanged } from './secure-connection.ts'
import { shownFingerprint } from './trust.ts'

/** A connection that did not come about, as one sentence with what to do. */
export function connectionFailure(error: unknown, { url, source }: Pick<Connection, 'url' | 'source'>): CommandFailure {
  if (error instanceof CertificateChanged) return new CommandFailure(changed(error, url, source))
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  return new CommandFailure(`${url} ${reason(code, error, source)}`)
}

function changed({ fingerprint }: CertificateChanged, url: string, source: Connection['source']): string {
  const shown = `${url} shows another certificate than the one that was accepted (its key is now ${shownFingerprint(fingerprint)})`
  switch (source) {
    case 'this-machine':
      return `${shown}: another program has this port, or Tollgate was given a new certificate and has to be started again.`
    case 'environment':
      return `${shown}: if you know why it changed, set TOLLGATE_FINGERPRINT anew; if not, somebody may be in between.`
    case 'log-in':
      return `${shown}: if you know why it changed, log in again with npx tollgate login --url ${url}; if not, somebody may be in between.`
  }
}

function reason(code: string, error: unknown, source: Connection['source']): string {
  switch (code) {
    case 'ECONNREFUSED':
      return source === 'this-machine'
        ? 'does not answer: Tollgate does not run. Start it with npx tollgate up.'
        : 'does not answer: nothing listens there. Check the address, and whether Tollgate runs.'
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'has a host name that is not known here: check the address.'
    case 'ECONNRESET':
      return 'ended the connection before it answered: try again, and look at its log if it stays so.'
    case 'EPROTO':
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
      return 'does not speak TLS: is it the port of the console (9443)?'
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return 'shows a certificate for another host name: use a name that it has.'
    case 'CERT_HAS_EXPIRED':
      return 'shows a certificate that has expired: renew it, or look at the clock of this machine.'
    case 'CERT_NOT_YET_VALID':
      return 'shows a certificate that is not valid yet: look at the clock of this machine.'
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return source === 'environment'
        ? 'shows a certificate that is not trusted here: set TOLLGATE_FINGERPRINT to that of its key, which npx tollgate login shows.'
        : 'shows a certificate that is not trusted here: accept it with npx tollgate login --url and this address.'
    default:
      return `cannot be asked (${printable(error instanceof Error ? error.message : String(error), 200)}).`
  }
}
