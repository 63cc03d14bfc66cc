import { Anchor, Stack, Text } from '@mantine/core'
import { keyVariable } from '@tollgate/contract/codex-provider'
import type { Connection } from '@tollgate/contract/resources/connection'
import { exportLine } from '@tollgate/contract/shell-lines'
import { Block } from '../../ui/block.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import type { AgentId } from './agents.ts'
import { Certificate } from './certificate.tsx'
import {
  type Connecting,
  canFetch,
  codexConfig,
  connectCommand,
  curlCommand,
  javascriptProgram,
  opencodeConfig,
  pythonProgram,
} from './snippets.ts'

interface StepsProps {
  readonly agent: AgentId
  readonly connecting: Connecting
  /** That has to be trusted first; null: none. */
  readonly certificate: Connection['certificate']
}

/** What to paste, in its order. */
export function Steps({ agent, connecting, certificate }: StepsProps) {
  const { shell, key } = connecting
  return (
    <Stack>
      {agent === 'codex' && (
        <Block title="With one command" says="On any machine with Node 20 or newer.">
          <Stack gap="sm">
            {connecting.hasOwnCertificate && !canFetch(shell) && (
              <Text size="sm">Download the certificate below into the folder you work in first.</Text>
            )}
            <CopyField label="One command" value={connectCommand(connecting)} />
            <Text size="sm" c="dimmed">
              It shows the change to <code>~/.codex/config.toml</code>, asks, keeps a backup, and makes a test call;
              with <code>--undo</code> it puts everything back.{' '}
              <Anchor href="/cli.tgz.sha256" target="_blank" rel="noreferrer" size="sm" underline="always">
                SHA-256 of cli.tgz
              </Anchor>
            </Text>
          </Stack>
        </Block>
      )}
      <Block title={agent === 'codex' ? 'Or by hand' : 'Step by step'}>
        <Stack gap="sm" component="ol" m={0} pl="md">
          <li>
            <Text size="sm">The key, for this terminal:</Text>
            <CopyField label="Key" value={exportLine(shell, keyVariable, key)} />
          </li>
          {certificate !== null && (
            <li>
              <Certificate agent={agent} certificate={certificate} connecting={connecting} />
            </li>
          )}
          <li>
            <Program agent={agent} connecting={connecting} />
          </li>
        </Stack>
      </Block>
    </Stack>
  )
}

function Program({ agent, connecting }: Pick<StepsProps, 'agent' | 'connecting'>) {
  if (agent === 'codex')
    return (
      <>
        <Text size="sm">
          Into <code>~/.codex/config.toml</code>, the first two lines before any <code>[table]</code>; then run{' '}
          <code>codex</code>:
        </Text>
        <CopyField label="config.toml" value={codexConfig(connecting)} />
      </>
    )
  if (agent === 'opencode')
    return (
      <>
        <Text size="sm">
          As <code>opencode.json</code> of your project; then run <code>opencode</code>:
        </Text>
        <CopyField label="opencode.json" value={opencodeConfig(connecting)} />
      </>
    )
  if (agent === 'curl')
    return (
      <>
        <Text size="sm">A call:</Text>
        <CopyField label="curl" value={curlCommand(connecting)} />
      </>
    )
  const program = agent === 'python' ? pythonProgram(connecting) : javascriptProgram(connecting)
  return (
    <>
      <Text size="sm">
        A program with the{' '}
        <Anchor href="https://github.com/openai" rel="noreferrer" size="sm" underline="always">
          openai
        </Anchor>{' '}
        library:
      </Text>
      <CopyField label="Program" value={program} />
    </>
  )
}
