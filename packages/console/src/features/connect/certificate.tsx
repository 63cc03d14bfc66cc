import { Anchor, Text } from '@mantine/core'
import type { Connection } from '@tollgate/contract/resources/connection'
import { exportFileHere } from '@tollgate/contract/shell-lines'
import { CopyField } from '../../ui/copy-field.tsx'
import type { AgentId } from './agents.ts'
import { type Connecting, canFetch, fetchCertificate, trustLine } from './snippets.ts'

interface CertificateProps {
  readonly agent: AgentId
  readonly certificate: NonNullable<Connection['certificate']>
  readonly connecting: Connecting
}

const dayMs = 86_400_000

/** Where nobody trusts the certificate by itself: download it, or fetch it from the gateway, and say so to the agent. */
export function Certificate({ agent, certificate: { pem, fingerprint, expiresAt }, connecting }: CertificateProps) {
  const days = Math.floor((Date.parse(expiresAt) - Date.now()) / dayMs)
  const file = `data:application/x-pem-file,${encodeURIComponent(pem)}`
  return (
    <>
      <Text size="sm">
        The certificate, which nobody trusts by itself:{' '}
        <Anchor href={file} download="gateway_certificate.pem" size="sm" underline="always">
          download it
        </Anchor>{' '}
        into the folder you work in{canFetch(connecting.shell) ? ', or fetch it:' : '.'}
      </Text>
      {canFetch(connecting.shell) && (
        <CopyField label="Fetch the certificate" value={fetchCertificate(connecting.baseUrl)} />
      )}
      <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        SHA-256 {fingerprint}, {days} days left
      </Text>
      {agent !== 'curl' && (
        <>
          <Text size="sm">Then let the agent trust it:</Text>
          <CopyField label="Trust the certificate" value={trustFor(agent, connecting)} />
        </>
      )}
    </>
  )
}

/** Codex has a variable of its own; SSL_CERT_FILE would be handed on to the commands that it runs. */
function trustFor(agent: AgentId, { shell }: Connecting): string {
  if (agent === 'codex') return trustLine(shell)
  if (agent === 'python') return exportFileHere(shell, 'SSL_CERT_FILE', 'gateway_certificate.pem')
  return exportFileHere(shell, 'NODE_EXTRA_CA_CERTS', 'gateway_certificate.pem')
}
