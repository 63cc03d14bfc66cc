import { Anchor, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Block } from '../../ui/block.tsx'

interface NextCardProps {
  readonly to: string
  readonly title: string
  readonly says: string
}

export function NextCard({ to, title, says }: NextCardProps) {
  return (
    <Block>
      <Anchor component={Link} to={to} fw={500} size="sm">
        {title}
      </Anchor>
      <Text size="sm" c="dimmed">
        {says}
      </Text>
    </Block>
  )
}
