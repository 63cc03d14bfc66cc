import { SimpleGrid, Stack } from '@mantine/core'
import type { CatalogueItem } from '@tollgate/contract/resources/catalogue'
import type { Shell } from '@tollgate/contract/shell-lines'
import { useState } from 'react'
import { Answered } from '../../ui/answered.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Page } from '../../ui/page.tsx'
import { useAddress } from '../../ui/use-address.ts'
import { agentOf } from './agents.ts'
import { Choices } from './choices.tsx'
import { FirstCall } from './first-call.tsx'
import { offeredShells } from './snippets.ts'
import { Steps } from './steps.tsx'
import { Trouble } from './trouble.tsx'
import { useConnecting } from './use-connecting.ts'

const unknownGateway = 'https://<your gateway>'

/** How do I get my agent through? */
export function ConnectPage() {
  const { values } = useAddress()
  const asked = useConnecting()
  const [key, setKey] = useState<string>()
  const shell: Shell = offeredShells.find((one) => one === values.shell) ?? 'bash'
  return (
    <Page title="Connect" says="Your agent keeps working as it does: it gets an address and a key.">
      <Answered asked={asked} lines={8}>
        {({ connection, api, address, ...choices }) => {
          const { application } = choices
          if (api === undefined)
            return <Empty says="No API is open to you yet. Whoever runs Tollgate publishes one under Publish, APIs." />
          // It is that of the gateway at the address that is known here, not of those elsewhere.
          const known = `${connection.gatewayUrl ?? unknownGateway}${api.path}`
          const baseUrl = address === undefined ? known : (address.url ?? `${unknownGateway}${api.path}`)
          const certificate = baseUrl === known ? connection.certificate : null
          const connecting = {
            ...{ baseUrl, shell, key: key ?? '<your key>' },
            model: api.models[0]?.id ?? 'gpt-5.4',
            hasOwnCertificate: certificate !== null,
            header: ownHeader(api),
            consoleUrl: location.origin,
          }
          return (
            <>
              <Choices {...{ ...choices, api, address, shell }} onKey={setKey} newKey={key} />
              <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
                <Steps agent={agentOf(values.agent)} connecting={connecting} certificate={certificate} />
                <Stack>
                  {application !== undefined && <FirstCall application={application} />}
                  <Trouble />
                </Stack>
              </SimpleGrid>
            </>
          )
        }}
      </Answered>
    </Page>
  )
}

/** Agents send `Authorization` anyway. */
function ownHeader({ keyHeader }: CatalogueItem): string | null {
  return keyHeader?.toLowerCase() === 'authorization' ? null : keyHeader
}
