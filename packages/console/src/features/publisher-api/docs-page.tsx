import { Button, Group, SimpleGrid, Stack, Text, Textarea } from '@mantine/core'
import type { Api } from '@tollgate/contract/resources/api'
import { useState } from 'react'
import { useChange } from '../../client/use-change.ts'
import { useMay } from '../../client/use-me.ts'
import { ApiHead } from '../../ui/api-head.tsx'
import { Block } from '../../ui/block.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Markdown } from '../../ui/markdown.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { useId } from '../../ui/use-id.ts'

/** What developers read about it. */
export function ApiDocsPage() {
  const id = useId()
  return (
    <ApiHead key={id} apiId={id}>
      {(api) => <Docs api={api} />}
    </ApiHead>
  )
}

function Docs({ api }: { readonly api: Api }) {
  const may = useMay()
  const [text, setText] = useState(api.docs)
  const save = useChange('updateApi', { hasOwnProblem: true, says: () => 'Saved. Developers see it at once.' })
  const isChanged = text !== api.docs
  if (!may('apis:manage'))
    return (
      <Block>{api.docs === '' ? <Empty says="There is no documentation yet." /> : <Markdown text={api.docs} />}</Block>
    )
  return (
    <Stack gap="lg">
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Textarea
          label="Documentation in Markdown"
          description="For the catalogue: what it is good for, which models, whom to ask. HTML stays text, and images are left out."
          placeholder={'# How to use it\n\nSet up **Codex** with the connect page.'}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          autosize
          minRows={16}
          maxRows={40}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          error={save.error?.fields.docs}
        />
        <Block title="Preview">
          {text.trim() === '' ? <Empty says="Nothing is written yet." /> : <Markdown text={text} />}
        </Block>
      </SimpleGrid>
      {save.error !== null && <ProblemNotice problem={save.error} />}
      <Group>
        <Button
          disabled={!isChanged}
          loading={save.isPending}
          onClick={() => save.mutate({ params: { id: api.id }, body: { docs: text }, revision: api.revision })}
        >
          Save
        </Button>
        {isChanged && (
          <Button variant="default" onClick={() => setText(api.docs)}>
            Discard
          </Button>
        )}
        <Text size="sm" c="dimmed">
          {text.length.toLocaleString('en')} of 200,000 characters
        </Text>
      </Group>
    </Stack>
  )
}
