import { Autocomplete, Button, Group, SegmentedControl, Select, Stack, Textarea } from '@mantine/core'
import { Send, Square } from 'lucide-react'
import type { Answer } from '../../client/call.ts'
import type { Dialect } from './answer-reader.ts'
import type { Prompt } from './request-body.ts'

interface TryFormProps {
  readonly api: Answer<'getCatalogueEntry'>
  readonly prompt: Prompt
  readonly onPrompt: (prompt: Prompt) => void
  readonly applications: readonly { readonly value: string; readonly label: string }[]
  readonly application: string | null
  readonly onApplication: (application: string) => void
  readonly isOpen: boolean
  readonly onSend: () => void
  readonly onStop: () => void
}

const dialectNames = { 'openai-responses': 'Responses', 'openai-chat': 'Chat completions' } as const

/** What is asked, of which model, and on whose account. */
export function TryForm(props: TryFormProps) {
  const { api, prompt, onPrompt, applications, application, isOpen, onSend } = props
  const dialects = dialectsOf(api)
  const isReady = prompt.text.trim() !== '' && prompt.model.trim() !== '' && application !== null
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (isReady && !isOpen) onSend()
      }}
    >
      <Stack gap="sm">
        <Textarea
          label="Prompt"
          autosize
          minRows={4}
          maxRows={16}
          value={prompt.text}
          onChange={({ currentTarget }) => onPrompt({ ...prompt, text: currentTarget.value })}
        />
        <Group gap="sm" align="flex-end">
          <Autocomplete
            label="Model"
            data={api.models.map(({ id }) => id)}
            value={prompt.model}
            onChange={(model) => onPrompt({ ...prompt, model })}
          />
          <Select
            label="Application"
            data={[...applications]}
            value={application}
            onChange={(next) => next !== null && props.onApplication(next)}
            allowDeselect={false}
            w={260}
          />
          {dialects.length > 1 && (
            <SegmentedControl
              aria-label="Dialect"
              data={dialects.map((value) => ({ value, label: dialectNames[value] }))}
              value={prompt.dialect}
              onChange={(next) => onPrompt({ ...prompt, dialect: next as Dialect })}
            />
          )}
          <SendOrStop isReady={isReady} isOpen={isOpen} onStop={props.onStop} />
        </Group>
      </Stack>
    </form>
  )
}

export function dialectsOf({ dialects }: TryFormProps['api']): readonly Dialect[] {
  return (['openai-responses', 'openai-chat'] as const).filter((dialect) => dialects.includes(dialect))
}

interface SendOrStopProps {
  readonly isReady: boolean
  readonly isOpen: boolean
  readonly onStop: () => void
}

function SendOrStop({ isReady, isOpen, onStop }: SendOrStopProps) {
  if (isOpen)
    return (
      <Button key="stop" variant="default" leftSection={<Square size={14} aria-hidden />} onClick={onStop}>
        Stop
      </Button>
    )
  return (
    <Button key="send" type="submit" disabled={!isReady} leftSection={<Send size={14} aria-hidden />}>
      Send
    </Button>
  )
}
