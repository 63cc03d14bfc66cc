import { Accordion, PasswordInput, SegmentedControl, Select, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useAnswer } from '../../client/use-answer.ts'
import { useMay } from '../../client/use-me.ts'
import { type CredentialChoice, type EndpointTarget, originOf } from './endpoint-target.ts'

interface TargetFieldsProps {
  readonly providerId: string
  readonly target: EndpointTarget
  readonly onChange: (target: EndpointTarget) => void
  /** The endpoint is there already and has this credential; undefined: it is new. */
  readonly saved?: string | null
  readonly problems?: Readonly<Record<string, string>>
}

const choiceNames: Readonly<Record<CredentialChoice, string>> = {
  keep: 'Keep as it is',
  secret: 'New secret',
  existing: 'Existing credential',
  none: 'None',
}

/** The provider's address, and what opens it. */
export function EndpointTargetFields({ providerId, target, onChange, saved, problems = {} }: TargetFieldsProps) {
  const change = (changes: Partial<EndpointTarget>) => onChange({ ...target, ...changes })
  const choices: readonly CredentialChoice[] = ['secret', 'existing', 'none']
  const offered = saved === undefined ? choices : (['keep', ...choices] as const)
  return (
    <Stack gap="sm">
      <TextInput
        label="Endpoint URL"
        description="The provider's address. /v1 is implied where it has no path."
        placeholder="https://api.openai.com"
        value={target.url}
        onChange={(event) => change({ url: event.currentTarget.value })}
        error={problems.url}
        required
      />
      <div>
        <Text size="sm" fw={500} mb={4} id="credential-choice">
          Credential
        </Text>
        <SegmentedControl
          aria-labelledby="credential-choice"
          data={offered.map((value) => ({ value, label: choiceNames[value] }))}
          value={target.choice}
          onChange={(choice) => change({ choice: choice as CredentialChoice })}
        />
      </div>
      {target.choice === 'secret' && <SecretFields target={target} change={change} problems={problems} />}
      {target.choice === 'existing' && (
        <CredentialSelect providerId={providerId} target={target} change={change} problems={problems} />
      )}
      {target.choice === 'none' && (
        <Text size="sm">Calls go out without a credential. Right for a model server of your own.</Text>
      )}
      <CertificateField target={target} change={change} problems={problems} />
    </Stack>
  )
}

interface FieldProps {
  readonly target: EndpointTarget
  readonly change: (changes: Partial<EndpointTarget>) => void
  readonly problems: Readonly<Record<string, string>>
}

function SecretFields({ target, change, problems }: FieldProps) {
  return (
    <Stack gap="sm">
      <PasswordInput
        label="Secret"
        description="The provider's key. It goes in and is never shown again."
        value={target.secret}
        onChange={(event) => change({ secret: event.currentTarget.value })}
        error={problems.secret}
        autoComplete="off"
        visibilityToggleButtonProps={{ 'aria-label': 'Show the secret while typing' }}
        required
      />
      <TextInput
        label="Header"
        description="Which header carries it as it is. Empty: Authorization: Bearer."
        value={target.header}
        onChange={(event) => change({ header: event.currentTarget.value.trim() })}
        error={problems.header}
      />
    </Stack>
  )
}

function CredentialSelect({ providerId, target, change, problems }: FieldProps & { readonly providerId: string }) {
  const may = useMay()
  const asked = useAnswer(
    'listCredentials',
    { query: { providerId, limit: 200 } },
    { isOn: may('credentials:read') && providerId !== '' },
  )
  const origin = originOf(target.url)
  const fitting = (asked.data?.items ?? []).filter((credential) => origin === undefined || credential.origin === origin)
  return (
    <Select
      label="Credential of this provider"
      description={
        fitting.length === 0
          ? 'None was made for this address: give a new secret.'
          : 'Only those that were made for this address are listed.'
      }
      data={fitting.map(({ id, name, lastFour }) => ({
        value: id,
        label: lastFour === '' ? name : `${name} …${lastFour}`,
      }))}
      value={target.credentialId}
      onChange={(credentialId) => change({ credentialId })}
      error={problems.credentialId}
    />
  )
}

function CertificateField({ target, change, problems }: FieldProps) {
  return (
    <Accordion variant="contained">
      <Accordion.Item value="certificates">
        <Accordion.Control>Certificates that are trusted as well</Accordion.Control>
        <Accordion.Panel>
          <Textarea
            label="Certificates in PEM"
            description="For a provider whose certificate is from an authority of your own."
            autosize
            minRows={3}
            maxRows={8}
            value={target.trustedCertificates}
            onChange={(event) => change({ trustedCertificates: event.currentTarget.value })}
            error={problems.trustedCertificates}
          />
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  )
}
