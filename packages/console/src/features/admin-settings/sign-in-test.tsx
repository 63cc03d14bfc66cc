import { Button, Stack, Text } from '@mantine/core'
import { useChange } from '../../client/use-change.ts'
import { useMay } from '../../client/use-me.ts'
import { shownMs } from '../../ui/numbers.ts'
import { StateWord } from '../../ui/state-word.tsx'

/** Whether a log-in at the identity providers would work, before somebody finds out. */
export function SignInTest() {
  const may = useMay()
  const test = useChange('testSignIn')
  if (!may('settings:manage')) return null
  return (
    <Stack gap="xs" mt="xs" align="flex-start">
      <Button variant="default" loading={test.isPending} onClick={() => test.mutate({})}>
        Test it
      </Button>
      <div role="status">
        {test.data?.items.map(({ id, issuer, isReady, says, tookMs }) => (
          <Text key={id} size="sm" component="div">
            <StateWord tone={isReady ? 'good' : 'bad'}>{isReady ? 'ready' : 'not ready'}</StateWord> {issuer}, after{' '}
            {shownMs(tookMs)}. {says}
          </Text>
        ))}
      </div>
    </Stack>
  )
}
