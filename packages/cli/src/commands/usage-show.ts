import { Command } from 'commander'
import { type JsonObject, listOf, objectOf } from '../api-client/json.ts'
import type { CommandContext } from '../command-context.ts'
import type { Noun } from '../noun-commands/noun.ts'
import { openSession } from '../noun-commands/session.ts'
import { showDetails, showJson, showTable } from '../noun-commands/show.ts'
import { loadNoun } from '../nouns/nouns.ts'
import { printable } from '../terminal/printable.ts'

const lists: ReadonlyArray<Pick<Noun, 'columns' | 'empty'> & { readonly field: string }> = [
  {
    field: 'timeline',
    columns: [
      { heading: 'AT MS', value: ({ atMs }) => Math.round(Number(atMs)) },
      { heading: 'WHAT', value: 'what' },
      { heading: 'ATTEMPT', value: 'attempt' },
    ],
    empty: 'Nothing is known of its phases.',
  },
  {
    field: 'verdicts',
    columns: [
      { heading: 'POLICY', value: 'policy' },
      { heading: 'PHASE', value: 'phase' },
      { heading: 'VERDICT', value: 'verdict' },
      { heading: 'MS', value: 'ms' },
      { heading: 'FOUND', value: 'found' },
    ],
    empty: 'No policy looked at it.',
  },
  {
    field: 'tries',
    columns: [
      { heading: 'ENDPOINT', value: 'endpoint' },
      { heading: 'STATUS', value: 'status' },
      { heading: 'HEAD MS', value: 'headMs' },
      { heading: 'MS', value: 'totalMs' },
      { heading: 'FAILURE', value: 'failure' },
      { heading: 'PROVIDER ID', value: 'upstreamRequestId' },
    ],
    empty: 'No provider was asked.',
  },
]

export function usageShowCommand(context: CommandContext): Command {
  return new Command('show')
    .summary('show one call in full')
    .description(
      'Shows one call in full: its phases, what policies decided, each try, its usage and cost, and where it came from.',
    )
    .argument('<id>', 'of the call: x-request-id of its answer, or from npx tollgate usage requests')
    .option('--json', 'print what the API answers')
    .action(async (id: string, options: { readonly json?: true }) => {
      const session = openSession(context, loadNoun)
      const path = `/usage/requests/${encodeURIComponent(id)}`
      const exchange = objectOf(await session.client.call({ method: 'GET', path }))
      if (options.json) showJson(session, exchange)
      else {
        await showDetails(session, withoutLists(exchange))
        for (const { field, ...columns } of lists) {
          context.stdout.write('\n')
          await showTable(session, listOf(exchange[field]).map(objectOf), columns)
        }
        showPayload(context, exchange.payload)
      }
      context.finish(0)
    })
}

/** What was asked, where the API keeps its last requests. */
function showPayload({ stdout }: CommandContext, payload: unknown): void {
  if (typeof payload !== 'object' || payload === null) return
  const { capture, bytes, body } = objectOf(payload)
  const form = capture === 'full' ? 'as it came' : 'as it left for the provider'
  const text = typeof body === 'string' ? printable(body) : 'Only those who may change the policies of the API see it.'
  stdout.write(`\nREQUEST (${form}, ${Number(bytes)} bytes)\n${text}\n`)
}

function withoutLists(exchange: JsonObject): JsonObject {
  const apart = [...lists.map(({ field }) => field), 'payload']
  return Object.fromEntries(Object.entries(exchange).filter(([field]) => !apart.includes(field)))
}
