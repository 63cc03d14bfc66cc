import { Button, Group, Stack } from '@mantine/core'
import { useChange } from '../../client/use-change.ts'
import { Block } from '../../ui/block.tsx'
import { certificatesOf, isTargetWhole, targetBody } from './endpoint-target.ts'
import { EndpointTargetFields } from './endpoint-target-fields.tsx'
import { EndpointTestResult } from './endpoint-test-result.tsx'
import type { NewApiPart } from './new-api.ts'

/** Where its calls go, tried before it is made. */
export function NewApiEndpoint({ api, change, problems }: NewApiPart) {
  const test = useChange('testProvider', { hasOwnProblem: true })
  const { target, providerId } = api
  const run = () =>
    test.mutate({
      params: { id: providerId },
      body: { ...targetBody(target), trustedCertificates: certificatesOf(target) },
    })
  return (
    <Block title="Endpoint">
      <Stack gap="sm">
        <EndpointTargetFields
          providerId={providerId}
          target={target}
          onChange={(next) => {
            test.reset()
            change({ target: next })
          }}
          problems={{ ...productionProblems(problems), ...test.error?.fields }}
        />
        <Group>
          <Button variant="default" onClick={run} loading={test.isPending} disabled={!isTargetWhole(target)}>
            Test now
          </Button>
        </Group>
        <EndpointTestResult result={test.data} problem={test.error} />
      </Stack>
    </Block>
  )
}

/** `endpoints.production.url` is `url` here. */
function productionProblems(problems: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(problems).map(([field, reason]) => [field.replace('endpoints.production.', ''), reason]),
  )
}
