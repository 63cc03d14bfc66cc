import { Button } from '@mantine/core'

interface MoreButtonProps {
  readonly asked: { readonly hasNextPage: boolean; readonly fetchNextPage: () => unknown }
}

export function MoreButton({ asked }: MoreButtonProps) {
  if (!asked.hasNextPage) return null
  return (
    <Button variant="subtle" onClick={() => void asked.fetchNextPage()}>
      Show more
    </Button>
  )
}
