import { Button, Group, Stack, Text } from '@mantine/core'
import type { Api } from '@tollgate/contract/resources/api'
import { useChange } from '../../client/use-change.ts'
import { useMay } from '../../client/use-me.ts'
import { Block } from '../../ui/block.tsx'
import { confirm } from '../../ui/confirm.tsx'
import { useAddress } from '../../ui/use-address.ts'
import { type LifecycleStep, lifecycleSteps } from './lifecycle-actions.ts'

interface LifecycleStepsProps {
  readonly api: Api
  readonly subscribers: string
}

/** What can be done next, and whom it touches. */
export function LifecycleSteps({ api, subscribers }: LifecycleStepsProps) {
  const steps = lifecycleSteps(api.state, subscribers)
  return (
    <Block title="Next steps">
      <Stack gap="md">
        {steps.length === 0 && <Text size="sm">Nothing follows. It can be deleted under Settings.</Text>}
        {steps.map((step) => (
          <Step key={step.action} api={api} step={step} />
        ))}
      </Stack>
    </Block>
  )
}

function Step({ api, step }: { readonly api: Api; readonly step: LifecycleStep }) {
  const may = useMay()
  const { go } = useAddress()
  const change = useChange('changeApiLifecycle', { says: (now) => `${now.name} ${now.version} is ${now.state}.` })
  const run = () => change.mutate({ params: { id: api.id }, body: { action: step.action } })
  const start = () => {
    if (step.action === 'publish') go({ step: 'publish' })
    else if (step.action === 'unblock') run()
    else
      confirm({
        title: `${step.name} ${api.name} ${api.version}`,
        says: step.says,
        action: step.name,
        ...(step.isFinal ? { typed: api.name } : {}),
        onConfirm: run,
      })
  }
  return (
    <Group justify="space-between" gap="sm">
      <div>
        <Text fw={500}>{step.name}</Text>
        <Text size="sm" c="dimmed">
          {step.says}
        </Text>
      </div>
      {may('apis:manage') && (
        <Button variant="default" onClick={start} loading={change.isPending} aria-label={`${step.name} this API`}>
          {step.name}
        </Button>
      )}
    </Group>
  )
}
