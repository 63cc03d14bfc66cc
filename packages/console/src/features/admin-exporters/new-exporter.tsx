import { NativeSelect, PasswordInput, TextInput } from '@mantine/core'
import type { exporterCreateSchema } from '@tollgate/contract/resources/exporter'
import { useState } from 'react'
import type { z } from 'zod'
import { useChange } from '../../client/use-change.ts'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { textOf } from '../../ui/form-values.ts'

type Settings = z.input<typeof exporterCreateSchema>['settings']
type Type = Settings['type']

interface Field {
  readonly name: string
  readonly label: string
  readonly description: string
  /** What it is unless somebody changes it. */
  readonly preset?: string
}

/** What each kind has to be told; all else has presets, which the command line can change. */
const fieldsOf: Readonly<Record<Type, readonly Field[]>> = {
  elasticsearch: [{ name: 'url', label: 'Address', description: 'Of Elasticsearch 8 or 9, or OpenSearch' }],
  'elk-log': [
    { name: 'folder', label: 'Folder', description: 'Of the control plane’s machine, such as /var/log/tollgate' },
  ],
  webhook: [{ name: 'url', label: 'Address', description: 'Calls are sent there by POST, as a JSON array' }],
  s3: [
    { name: 'endpoint', label: 'Address', description: 'Such as https://s3.eu-central-1.amazonaws.com' },
    { name: 'region', label: 'Region', description: 'Such as eu-central-1' },
    { name: 'bucket', label: 'Bucket', description: 'Files of JSON lines are put there' },
    { name: 'accessKeyId', label: 'Access key id', description: 'Its secret goes below' },
  ],
  moesif: [
    { name: 'url', label: 'Address', description: 'Of Moesif, or of a proxy to it', preset: 'https://api.moesif.net' },
    { name: 'gateway', label: 'Gateway', description: 'Host and port that callers know, such as ai.example.com:8243' },
  ],
  choreo: [
    {
      name: 'configEndpoint',
      label: 'Address of tokens',
      description:
        'Where the key is exchanged. For something new take Moesif or OpenTelemetry: Choreo is being retired',
      preset: 'https://analytics-event-auth.choreo.dev/auth/v1',
    },
  ],
  otlp: [{ name: 'url', label: 'Address', description: 'Of the collector, such as https://otel.example.com:4318' }],
}

const kept = 'Kept encrypted; only its end is shown'
const secretsOf: Readonly<Record<Exclude<Type, 'elk-log'>, string>> = {
  elasticsearch: `The whole value of authorization, such as “ApiKey …”. ${kept}`,
  webhook: `What signatures are made with. ${kept}`,
  s3: `The secret access key. ${kept}`,
  moesif: `The collector application id. ${kept}`,
  choreo: `The on-prem key. ${kept}`,
  otlp: `Headers, such as “authorization=Bearer%20…”; none where it asks for none. ${kept}`,
}

interface NewExporterProps {
  readonly isOpen: boolean
  readonly onClose: () => void
}

export function NewExporter({ isOpen, onClose }: NewExporterProps) {
  const [type, setType] = useState<Type>('elasticsearch')
  const create = useChange('createExporter', {
    hasOwnProblem: true,
    says: ({ name }) => `${name} is there. Send it a test.`,
    afterwards: onClose,
  })
  const submit = (form: FormData) => {
    const told = Object.fromEntries(fieldsOf[type].map(({ name }) => [name, textOf(form, name)]))
    const secret = textOf(form, 'secret')
    create.mutate({
      body: {
        name: textOf(form, 'name'),
        settings: { type, ...told } as Settings,
        startsAt: textOf(form, 'startsAt') as 'now',
        ...(secret === '' ? {} : { secret }),
      },
    })
  }
  return (
    <FormDrawer
      title="Add exporter"
      isOpen={isOpen}
      onClose={onClose}
      action="Add exporter"
      isBusy={create.isPending}
      problem={create.error}
      onSubmit={submit}
    >
      <TextInput name="name" label="Name" required data-autofocus />
      <NativeSelect
        label="Kind"
        value={type}
        onChange={(event) => setType(event.currentTarget.value as Type)}
        data={[
          { value: 'elasticsearch', label: 'Elasticsearch or OpenSearch' },
          { value: 'elk-log', label: 'Log files for Filebeat' },
          { value: 'webhook', label: 'Webhook' },
          { value: 's3', label: 'Bucket (S3)' },
          { value: 'moesif', label: 'Moesif' },
          { value: 'otlp', label: 'OpenTelemetry (OTLP)' },
          { value: 'choreo', label: 'Choreo (being retired by its maker)' },
        ]}
      />
      {fieldsOf[type].map(({ name, label, description, preset }) => (
        <TextInput key={`${type} ${name}`} {...{ name, label, description }} defaultValue={preset ?? ''} required />
      ))}
      {type !== 'elk-log' && <PasswordInput name="secret" label="Secret" description={secretsOf[type]} />}
      <NativeSelect
        name="startsAt"
        label="Begins with"
        data={[
          { value: 'now', label: 'The calls to come' },
          { value: 'beginning', label: 'Everything that is kept' },
        ]}
      />
    </FormDrawer>
  )
}
