import { loadAgentModule } from './agents.ts'

/** As much of OpenAI's SDK as the tests use; its own types live where the root's compiler does not look. */
export interface OpenAiClient {
  readonly responses: {
    create(body: ResponsesBody & { readonly stream: true }): Promise<AsyncIterable<ResponseEvent>>
    create(
      body: ResponsesBody & { readonly stream?: false },
    ): Promise<{ readonly output_text: string; readonly usage?: TotalUsage }>
  }
  readonly chat: {
    readonly completions: {
      create(body: ChatBody & { readonly stream: true }): Promise<AsyncIterable<ChatChunk>>
      create(
        body: ChatBody & { readonly stream?: false },
      ): Promise<{ readonly choices: readonly ChatChoice[]; readonly usage?: TotalUsage }>
    }
  }
  readonly models: { list(): AsyncIterable<{ readonly id: string }> }
}

interface ResponsesBody {
  readonly model: string
  readonly input: string
}

interface ChatBody {
  readonly model: string
  readonly messages: readonly { readonly role: string; readonly content: string }[]
  readonly stream_options?: { readonly include_usage: boolean }
}

interface TotalUsage {
  readonly total_tokens: number
}

interface ResponseEvent {
  readonly type: string
  readonly delta?: string
}

interface ChatChoice {
  readonly message?: { readonly content: string }
  readonly delta?: { readonly content?: string }
}

interface ChatChunk {
  readonly choices: readonly ChatChoice[]
  readonly usage?: TotalUsage | null
}

export type OpenAiConstructor = new (options: {
  readonly apiKey: string
  readonly baseURL: string
  readonly maxRetries?: number
  readonly defaultHeaders?: Readonly<Record<string, string>>
}) => OpenAiClient

export async function loadOpenAi(): Promise<OpenAiConstructor> {
  const { OpenAI } = await loadAgentModule('openai')
  return OpenAI as OpenAiConstructor
}
