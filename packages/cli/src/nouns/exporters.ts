import {
  deadLetterQueueSchema,
  exporterCreateSchema,
  exporterReplaySchema,
  exporterUpdateSchema,
} from '@tollgate/contract/resources/exporter'
import type { ActionVerb, Noun, SecretField } from '../noun-commands/noun.ts'
import { printable } from '../terminal/printable.ts'

const secret: SecretField = { field: 'secret', question: 'What opens the target, or signs', required: false }

function pauseVerb(name: 'pause' | 'resume', summary: string, said: string): ActionVerb {
  const body = { isPaused: name === 'pause' }
  const output: ActionVerb['output'] = { kind: 'sentence', say: (_, exporter) => `"${exporter}" ${said}` }
  return { kind: 'action', name, summary, target: 'one', method: 'PATCH', path: '', body, output }
}

const actions: readonly ActionVerb[] = [
  pauseVerb('pause', 'send nothing more until it is resumed; nothing is lost by it', 'is paused: it sends nothing.'),
  pauseVerb('resume', 'go on with a paused exporter where it was', 'goes on where it was.'),
  {
    kind: 'action',
    name: 'test',
    summary: 'send one made-up call now, and see what the target says',
    target: 'one',
    method: 'POST',
    path: '/test',
    working: 'Sending a made-up call',
    output: {
      kind: 'sentence',
      say: ({ ok, problem }, name) =>
        ok === true ? `"${name}" took a made-up call.` : printable(String(problem), 500),
      failed: ({ ok }) => ok !== true,
    },
  },
  {
    kind: 'action',
    name: 'replay',
    summary: 'send again what was delivered, from a moment on or from the beginning',
    target: 'one',
    method: 'POST',
    path: '/replay',
    schema: exporterReplaySchema,
    question:
      'Send to {name} again what it has had? A target that does not know calls again by their ids has them twice.',
    output: {
      kind: 'sentence',
      say: ({ lagRecords }, name) => `"${name}" begins anew: ${lagRecords ?? 'all'} records are before it.`,
    },
  },
  {
    kind: 'action',
    name: 'dead-letters',
    summary: 'list the calls that the target will never take as they are',
    target: 'one',
    method: 'GET',
    path: '/dead-letters',
    output: {
      kind: 'table',
      columns: [
        { heading: 'CALL', value: 'requestId' },
        { heading: 'GIVEN UP', value: 'at', as: 'time' },
        { heading: 'TO BE SENT AGAIN', value: 'isQueued' },
        { heading: 'WHY', value: 'reason' },
      ],
      empty: 'There are none: its target took everything.',
    },
  },
  {
    kind: 'action',
    name: 'requeue',
    summary: 'send dead letters again, these or all of them',
    target: 'one',
    method: 'POST',
    path: '/dead-letters/queue',
    schema: deadLetterQueueSchema,
    output: { kind: 'sentence', say: ({ queued }, name) => `${queued} calls are sent to "${name}" again.` },
  },
]

export const exporters: Noun = {
  name: 'exporters',
  singular: 'exporter',
  path: '/exporters',
  nameOf: ({ name }) => String(name),
  columns: [
    { heading: 'NAME', value: 'name' },
    { heading: 'TYPE', value: 'type' },
    { heading: 'STATUS', value: 'status' },
    { heading: 'BEHIND', value: 'lagRecords' },
    { heading: 'SECONDS', value: 'lagSeconds' },
    { heading: 'DEAD LETTERS', value: 'deadLetters' },
    { heading: 'LAST DELIVERY', value: 'lastDeliveryAt', as: 'time' },
    { heading: 'LAST ERROR', value: 'lastError' },
  ],
  empty:
    'There are no exporters yet. Make one: npx tollgate exporters create --name NAME --data \'{"settings": {"type": "webhook", "url": "https://…"}}\'',
  verbs: [
    { kind: 'list' },
    { kind: 'get' },
    { kind: 'create', schema: exporterCreateSchema, secret },
    { kind: 'update', schema: exporterUpdateSchema, secret },
    { kind: 'delete', effect: ' What was still to be delivered to it is not.' },
    ...actions,
  ],
}
