import { Group, Text, UnstyledButton } from '@mantine/core'
import { spotlight } from '@mantine/spotlight'
import { Link } from '@tanstack/react-router'
import { ChartColumn, House, Inbox, SearchIcon } from 'lucide-react'
import { useMay } from '../client/use-me.ts'
import classes from './bottom-bar.module.css'

/** On a phone: the four places that people open there. */
export function BottomBar() {
  const may = useMay()
  const requests = may('requests:answer') ? '/publisher/requests' : '/devportal/requests'
  return (
    <Group h="100%" grow gap={0} component="nav" aria-label="Main pages">
      <Link to="/devportal" className={classes.item ?? ''}>
        <House size={18} aria-hidden />
        <Text size="xs">Home</Text>
      </Link>
      <Link to="/analytics" className={classes.item ?? ''}>
        <ChartColumn size={18} aria-hidden />
        <Text size="xs">Usage</Text>
      </Link>
      <Link to={requests} className={classes.item ?? ''}>
        <Inbox size={18} aria-hidden />
        <Text size="xs">Requests</Text>
      </Link>
      <UnstyledButton className={classes.item ?? ''} onClick={spotlight.open}>
        <SearchIcon size={18} aria-hidden />
        <Text size="xs">Search</Text>
      </UnstyledButton>
    </Group>
  )
}
