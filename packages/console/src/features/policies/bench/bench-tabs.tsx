import { Tabs } from '@mantine/core'
import type { PolicyScope } from '../policy-scope.ts'
import { Bench } from './bench.tsx'
import { Replay } from './replay.tsx'

interface BenchTabsProps {
  readonly scope: PolicyScope
  readonly policy: string
  /** As it stands in the form, saved or not. */
  readonly config: unknown
}

/** What the policy does, tried on a text or on what was asked before. */
export function BenchTabs({ scope, policy, config }: BenchTabsProps) {
  return (
    <Tabs defaultValue="try" keepMounted={false}>
      <Tabs.List>
        <Tabs.Tab value="try">Try it</Tabs.Tab>
        <Tabs.Tab value="replay">Kept requests</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="try" pt="md">
        <Bench subject={{ policy, config }} />
      </Tabs.Panel>
      <Tabs.Panel value="replay" pt="md">
        <Replay scope={scope} policy={policy} config={config} />
      </Tabs.Panel>
    </Tabs>
  )
}
