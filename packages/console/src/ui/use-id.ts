import { useParams } from '@tanstack/react-router'

/** What the address is about. */
export function useId(): string {
  const { id = '' } = useParams({ strict: false }) as { readonly id?: string }
  return id
}
