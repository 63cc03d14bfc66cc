import { Skeleton, Stack } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import type { Problem } from '../client/problem.ts'
import { ProblemNotice } from './problem-notice.tsx'

interface Asked<Value> {
  readonly data: Value | undefined
  readonly error: Problem | null
  readonly refetch: () => unknown
}

interface AnsweredProps<Value> {
  readonly asked: Asked<Value>
  /** How many lines the skeleton has. */
  readonly lines?: number
  readonly children: (value: Value) => ReactNode
}

/** What was asked for, once it is there: a skeleton before, the reason where there is none, and the old answer with a word where it is stale. */
export function Answered<Value>({ asked, lines = 5, children }: AnsweredProps<Value>) {
  const { data, error, refetch } = asked
  if (data === undefined)
    return error === null ? <Waiting lines={lines} /> : <ProblemNotice problem={error} onRetry={refetch} />
  return (
    <>
      {error !== null && <ProblemNotice problem={error} onRetry={refetch} isStale />}
      {children(data)}
    </>
  )
}

const skeletonAfterMs = 150

/** Nothing at first: what is there at once needs no announcement. */
export function Waiting({ lines = 5 }: { readonly lines?: number }) {
  const [isShown, show] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => show(true), skeletonAfterMs)
    return () => clearTimeout(timer)
  }, [])
  if (!isShown) return null
  const places = Array.from({ length: lines }, (_, place) => place)
  return (
    <Stack gap="xs" role="status" aria-busy="true" aria-label="Loading">
      {places.map((place) => (
        <Skeleton key={place} height={28} />
      ))}
    </Stack>
  )
}
