/** Which agent a user agent names, and which version of it. */
export interface AgentFamily {
  readonly name: string | null
  readonly version: string | null
}

/** What agents call themselves there, and what people call them. */
const families: ReadonlyMap<string, string> = new Map([
  ['claude-cli', 'claude-code'],
  ['claude-code', 'claude-code'],
  ['geminicli', 'gemini-cli'],
  ['qwencode', 'qwen-code'],
  ['opencode', 'opencode'],
  ['githubcopilotchat', 'github-copilot'],
  ['roocode', 'roo-code'],
  ['kilo-code', 'kilo-code'],
  ['openai', 'openai-sdk'],
  ['asyncopenai', 'openai-sdk'],
  ['anthropic', 'anthropic-sdk'],
  ['asyncanthropic', 'anthropic-sdk'],
  ['google-genai-sdk', 'google-genai-sdk'],
])
const nameLengthMax = 50
/** `codex_exec/0.169.0 (…)`, `GeminiCLI/v0.8.1/gemini-2.5-pro (…)`, `OpenAI/JS 5.1.0`. */
const productPattern = /^([A-Za-z][\w.+-]{0,80})\/(?:(?:JS|Python|Go|Java|Ruby) )?(?:v?(\d[\w.+-]{0,39}))?/

export function agentFamily(userAgent: string | null): AgentFamily {
  const [, product, version = null] = productPattern.exec(userAgent?.trim() ?? '') ?? []
  if (product === undefined || product.length > nameLengthMax) return { name: null, version: null }
  return { name: families.get(product.toLowerCase()) ?? product, version }
}
