import { alertChannelCreateSchema, alertChannelUpdateSchema } from '@tollgate/contract/resources/alert-channel'
import type { Noun, SecretField } from '../noun-commands/noun.ts'
import { printable } from '../terminal/printable.ts'

const secret: SecretField = { field: 'secret', question: 'What alerts are signed with', required: false }

export const alertChannels: Noun = {
  name: 'alert-channels',
  singular: 'alert channel',
  path: '/alert-channels',
  nameOf: ({ name }) => String(name),
  columns: [
    { heading: 'NAME', value: 'name' },
    { heading: 'TYPE', value: 'type' },
    { heading: 'GOES TO', value: ({ target, recipients }) => target || recipients },
    { heading: 'ON', value: 'isEnabled' },
    { heading: 'LAST SENT', value: 'lastSentAt', as: 'time' },
    { heading: 'WAITING', value: 'waiting' },
    { heading: 'LAST ERROR', value: 'lastError' },
  ],
  empty:
    'There are no alert channels yet. Make one: npx tollgate alert-channels create --name NAME --type slack --url https://…',
  verbs: [
    { kind: 'list' },
    { kind: 'get' },
    { kind: 'create', schema: alertChannelCreateSchema, secret },
    { kind: 'update', schema: alertChannelUpdateSchema, secret },
    { kind: 'delete', effect: ' What was still to be delivered to it is not.' },
    {
      kind: 'action',
      name: 'test',
      summary: 'send a test alert now, and see whether it is taken',
      target: 'one',
      method: 'POST',
      path: '/test',
      working: 'Sending a test alert',
      output: {
        kind: 'sentence',
        say: ({ ok, problem }, name) =>
          ok === true ? `"${name}" took the test alert.` : printable(String(problem), 500),
        failed: ({ ok }) => ok !== true,
      },
    },
  ],
}
