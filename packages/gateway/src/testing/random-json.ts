import type { Random } from './random.ts'

const names =
  'type role content text input messages tools name id call_id arguments output delta choices index message item part response metadata ' +
  'parameters properties description enum required summary annotations url image_url encrypted_content tool_calls function custom ' +
  'instructions tool_choice reasoning output_index item_id finish_reason error client_metadata variables x-y __proto__ constructor'
const words =
  'message user developer assistant function_call function_call_output reasoning input_text output_text response.created object string ' +
  'response.output_text.delta response.output_item.done custom_tool_call mcp_call web_search_call unheard_of chat.completion.chunk stop'
const texts = [
  '',
  'a text',
  'call_1',
  'ü 🚀 "quoted" \\ \n',
  'data:image/png;base64,AAAA',
  '{"a":"b"}',
  'alice@example.com',
  'A'.repeat(300),
]

/** An object with the names and words of the dialects in any order and place: what a walk must stand. */
export function randomJson(random: Random, depth = 5): Record<string, unknown> {
  return JSON.parse(`{${members(random, depth)}}`)
}

/** As text, so that `__proto__` is a member like others. */
function members(random: Random, depth: number): string {
  const count = random.below(6)
  return Array.from(
    { length: count },
    () => `${JSON.stringify(random.pick(names.split(' ')))}:${value(random, depth)}`,
  ).join()
}

function value(random: Random, depth: number): string {
  switch (depth === 0 ? random.below(3) : random.below(7)) {
    case 0:
      return JSON.stringify(random.pick(words.split(' ')))
    case 1:
      return JSON.stringify(random.pick(texts))
    case 2:
      return random.pick(['null', 'true', '0', '7', '-1.5'])
    case 3:
    case 4:
      return `[${Array.from({ length: random.below(4) }, () => value(random, depth - 1)).join()}]`
    default:
      return `{${members(random, depth - 1)}}`
  }
}
