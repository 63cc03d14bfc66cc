import type { ReactNode } from 'react'
import classes from './notice.module.css'
import type { Tone } from './state-word.tsx'

interface NoticeProps {
  readonly tone: Tone
  readonly title: string
  readonly children: ReactNode
}

/** Something to know about what is on the page. What was refused is a ProblemNotice. */
export function Notice({ tone, title, children }: NoticeProps) {
  return (
    <div className={classes.notice} data-tone={tone}>
      <div className={classes.title}>{title}</div>
      {children}
    </div>
  )
}
