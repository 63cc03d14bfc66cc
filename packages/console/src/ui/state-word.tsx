import { Box } from '@mantine/core'
import classes from './state-word.module.css'

export type Tone = 'plain' | 'good' | 'warning' | 'bad' | 'info'

/** The one word for a state; its colour says nothing that the word does not. */
export function StateWord({ tone = 'plain', children }: { readonly tone?: Tone; readonly children: string }) {
  return (
    <Box component="span" className={classes.word} data-tone={tone}>
      {children}
    </Box>
  )
}
