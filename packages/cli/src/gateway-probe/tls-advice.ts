/** What to do about a connection that failed; null for what explains itself. */
export function tlsAdvice(code: string): string | null {
  switch (code) {
    case 'ECONNREFUSED':
      return 'nothing listens there. Start it with npx tollgate up, or check the address.'
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'this host name is not known here. Check the address.'
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return 'its certificate is not trusted here. Name its certificate file in CODEX_CA_CERTIFICATE.'
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return 'its certificate is for another host name. Use a name that it has, or set TOLLGATE_PUBLIC_URL for the gateway.'
    case 'CERT_HAS_EXPIRED':
      return 'its certificate has expired. Renew it, or look at the clock of this machine.'
    case 'CERT_NOT_YET_VALID':
      return 'its certificate is not valid yet. Look at the clock of this machine.'
    case 'EPROTO':
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
      return 'this port does not speak TLS. Check http and https in the address.'
    default:
      return null
  }
}
