import type { UsageExchange } from '@tollgate/contract/resources/usage'

/** What would ask the same model again; the key and the text are for whoever runs it. */
export function callAsCurl({ api, operation, modelAsked, model }: UsageExchange): string {
  const [method = 'POST', path = '/responses'] = operation.split(' ')
  const body = path.endsWith('/chat/completions')
    ? { model: modelAsked ?? model, messages: [{ role: 'user', content: 'Hello' }] }
    : { model: modelAsked ?? model, input: 'Hello' }
  const lines = [
    `# ${api.replaceAll(/[\r\n]/g, ' ')}`,
    `curl -X ${quoted(method)} "$TOLLGATE_BASE_URL"${quoted(path)}`,
    '  -H "ApiKey: $TOLLGATE_KEY" -H "Content-Type: application/json"',
    ...(method === 'POST' ? [`  -d ${quoted(JSON.stringify(body))}`] : []),
  ]
  return lines.join(' \\\n').replace(' \\\n', '\n')
}

/** For a POSIX shell. */
function quoted(text: string): string {
  return /^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
