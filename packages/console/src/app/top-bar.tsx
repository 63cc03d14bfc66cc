import { Anchor, Breadcrumbs, Burger, Button, Group, Kbd, Text } from '@mantine/core'
import { spotlight } from '@mantine/spotlight'
import { Link, useLocation } from '@tanstack/react-router'
import { SearchIcon } from 'lucide-react'
import { InForce } from './in-force.tsx'
import { placeOf } from './navigation.ts'

interface TopBarProps {
  readonly isMenuOpen: boolean
  readonly onMenu: () => void
}

/** Where one is, the way to everything else, and whether gateways have what is configured. */
export function TopBar({ isMenuOpen, onMenu }: TopBarProps) {
  const { pathname } = useLocation()
  const here = placeOf(pathname)
  return (
    <Group h="100%" px="md" justify="space-between" wrap="nowrap">
      <Group gap="sm" wrap="nowrap">
        <Burger opened={isMenuOpen} onClick={onMenu} hiddenFrom="sm" size="sm" aria-label="Pages" />
        <Anchor component={Link} to="/" c="var(--ink)" fw={600} underline="never">
          Tollgate
        </Anchor>
        {here !== undefined && (
          <Breadcrumbs visibleFrom="sm" separatorMargin={6}>
            <Text size="sm" c="dimmed">
              {here.workspace.name}
            </Text>
            <Anchor component={Link} to={here.place.path} size="sm" c="var(--ink)">
              {here.place.name}
            </Anchor>
          </Breadcrumbs>
        )}
      </Group>
      <Group gap="sm" wrap="nowrap">
        <InForce />
        <Button
          variant="default"
          size="compact-md"
          fw={400}
          leftSection={<SearchIcon size={14} aria-hidden />}
          rightSection={<Kbd size="xs">⌘K</Kbd>}
          onClick={spotlight.open}
          visibleFrom="sm"
        >
          Search
        </Button>
      </Group>
    </Group>
  )
}
