import { Anchor, SegmentedControl, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Answer } from '../../client/call.ts'
import { Block } from '../../ui/block.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { type Prompt, requestBody } from './request-body.ts'

interface SnippetsProps {
  readonly api: Answer<'getCatalogueEntry'>
  readonly prompt: Prompt
}

const kinds = { curl: 'curl', sdk: 'OpenAI SDK', codex: 'Codex' } as const

/** The same call from elsewhere. */
export function Snippets({ api, prompt }: SnippetsProps) {
  const [kind, choose] = useState<keyof typeof kinds>('curl')
  const made = { curl: asCurl, sdk: asSdk, codex: asCodex }[kind]
  return (
    <Block title="The same from elsewhere">
      <Stack gap="sm" align="stretch">
        <SegmentedControl
          aria-label="Written for"
          data={Object.entries(kinds).map(([value, label]) => ({ value, label }))}
          value={kind}
          onChange={(next) => choose(next as keyof typeof kinds)}
          w="fit-content"
        />
        <CopyField label={kinds[kind]} value={made({ api, prompt })} />
        <Text size="sm" c="dimmed">
          GATEWAY is the address of your gateway, such as https://gateway.example.com:8243.{' '}
          <Anchor component={Link} to={`/devportal/connect?api=${api.id}`} size="sm" underline="always">
            Connect an agent
          </Anchor>{' '}
          fills it in, with a key and the certificate.
        </Text>
      </Stack>
    </Block>
  )
}

function asCurl({ api, prompt }: SnippetsProps): string {
  const path = prompt.dialect === 'openai-chat' ? 'chat/completions' : 'responses'
  const body = JSON.stringify(requestBody(prompt)).replaceAll("'", "'\\''")
  return [
    `curl --no-buffer "$GATEWAY${api.path}/${path}" \\`,
    `  --header "${keyHeaderOf(api)}$OPENAI_AUTH_TOKEN" \\`,
    `  --header 'content-type: application/json' \\`,
    `  --data '${body}'`,
  ].join('\n')
}

function keyHeaderOf({ keyHeader }: SnippetsProps['api']): string {
  return keyHeader === null || keyHeader === 'authorization' ? 'authorization: Bearer ' : `${keyHeader}: `
}

function asSdk({ api, prompt: { dialect, model, text } }: SnippetsProps): string {
  const headers = api.keyHeader === null ? '' : `,\n  defaultHeaders: { '${api.keyHeader}': key }`
  const call =
    dialect === 'openai-chat'
      ? `client.chat.completions.create({\n  model: ${JSON.stringify(model)},\n  messages: [{ role: 'user', content: ${JSON.stringify(text)} }],\n})`
      : `client.responses.create({\n  model: ${JSON.stringify(model)},\n  input: ${JSON.stringify(text)},\n})`
  return [
    "import OpenAI from 'openai'",
    '',
    'const key = process.env.OPENAI_AUTH_TOKEN',
    `const client = new OpenAI({\n  apiKey: key,\n  baseURL: \`\${process.env.GATEWAY}${api.path}\`${headers},\n})`,
    `console.log(await ${call})`,
  ].join('\n')
}

function asCodex({ api, prompt: { model, text } }: SnippetsProps): string {
  const header = api.keyHeader ?? 'ApiKey'
  const settings = [
    'model_provider="tollgate"',
    'model_providers.tollgate.name="Tollgate"',
    `model_providers.tollgate.base_url="'"$GATEWAY${api.path}"'"`,
    'model_providers.tollgate.env_key="OPENAI_AUTH_TOKEN"',
    'model_providers.tollgate.wire_api="responses"',
    `model_providers.tollgate.env_http_headers={ "${header}" = "OPENAI_AUTH_TOKEN" }`,
  ]
  const prompt = text.replaceAll("'", "'\\''")
  return [`codex exec -m ${model} \\`, ...settings.map((one) => `  -c '${one}' \\`), `  '${prompt}'`].join('\n')
}
