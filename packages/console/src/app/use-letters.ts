import { spotlight } from '@mantine/spotlight'
import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { workspaces } from './navigation.ts'

const secondLetterMs = 1_000

/** `g`, then a letter, goes to a page; `/` goes to the page's filter, or to the search where there is none. */
export function useLetters(): void {
  const navigate = useNavigate()
  useEffect(() => {
    let wentAt = Number.NEGATIVE_INFINITY
    const hear = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      if (event.key === '/') {
        event.preventDefault()
        focusFilter()
      }
      const isSecond = event.timeStamp - wentAt < secondLetterMs
      wentAt = event.key === 'g' && !isSecond ? event.timeStamp : Number.NEGATIVE_INFINITY
      if (!isSecond) return
      const place = workspaces.flatMap(({ places }) => places).find(({ letter }) => letter === event.key)
      if (place !== undefined) void navigate({ to: place.path })
    }
    addEventListener('keydown', hear)
    return () => removeEventListener('keydown', hear)
  }, [navigate])
}

function focusFilter(): void {
  const filter = document.querySelector<HTMLInputElement>('[data-filter] input, input[data-filter]')
  if (filter === null) spotlight.open()
  else filter.focus()
}

/** A field that only opens a list takes no letters. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches('input:read-write, textarea, select'))
  )
}
