import { Menu, Text, UnstyledButton, useMantineColorScheme, VisuallyHidden } from '@mantine/core'
import { LogOut, MonitorCog, Moon, Sun } from 'lucide-react'
import { useMe } from '../client/use-me.ts'
import { tell } from '../ui/tell.tsx'
import { signOut } from './sign-out.ts'

/** Who is logged in, the light, and the way out. */
export function Person() {
  const { person, organisation } = useMe()
  const { setColorScheme } = useMantineColorScheme()
  const leave = async () => {
    if (await signOut()) location.assign('/log-in')
    else tell('You are still logged in: the control plane did not answer. Try again.')
  }
  return (
    <Menu position="top-start" width={190}>
      <Menu.Target>
        <UnstyledButton p="xs">
          <VisuallyHidden>You and your settings</VisuallyHidden>
          <Text size="sm" fw={500} truncate>
            {person?.name ?? 'This machine'}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {organisation.name}
          </Text>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Sun size={16} />} onClick={() => setColorScheme('light')}>
          Light
        </Menu.Item>
        <Menu.Item leftSection={<Moon size={16} />} onClick={() => setColorScheme('dark')}>
          Dark
        </Menu.Item>
        <Menu.Item leftSection={<MonitorCog size={16} />} onClick={() => setColorScheme('auto')}>
          As the system
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<LogOut size={16} />} onClick={() => void leave()}>
          Log out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
