import { Anchor, Box, Group, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useAnswer } from '../client/use-answer.ts'
import { useMay } from '../client/use-me.ts'
import classes from './in-force.module.css'

const everyMs = 5_000

/** Whether every gateway has in force what is configured here. */
export function InForce() {
  const may = useMay()
  const { data } = useAnswer('listGateways', { query: {} }, { isOn: may('gateways:read'), everyMs })
  if (data === undefined || data.items.length === 0) return null
  const current = data.items.filter(({ status }) => status?.isInSync === true).length
  const isAll = current === data.items.length
  return (
    <Anchor component={Link} to="/admin/gateways" underline="never" c="dimmed" visibleFrom="sm">
      <Group gap={6} wrap="nowrap">
        <Box className={classes.dot} data-good={isAll} aria-hidden />
        <Text size="xs">
          {isAll ? 'In force' : 'Behind'} on {current} of {data.items.length}{' '}
          {data.items.length === 1 ? 'gateway' : 'gateways'}
        </Text>
      </Group>
    </Anchor>
  )
}
