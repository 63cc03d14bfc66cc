import type { ModelRow } from '@tollgate/contract/snapshot'

/**
 * Codex takes the base prompt of a model from the catalogue, so one must be there. This one says what every agent needs
 * and leaves the rest to the project's own instructions.
 */
const baseInstructions = `You are a coding agent that runs in a terminal on the user's machine, together with the user.
Work on the task until it is done: look at the code before you change it, make small focused changes, and run what checks them.
Use the tools that you are given; read and edit files with them rather than asking the user to do it.
Follow the instructions of the project's AGENTS.md where there is one. Never print or send secrets.
Say briefly what you did and what is left. When unsure, state the assumption and go on.`

/** A model in the schema of Codex's catalogue (fields that it requires, and the context window where it is known). */
export function codexModel(model: ModelRow, priority: number): Record<string, unknown> {
  return {
    slug: model.id,
    display_name: model.displayName,
    supported_reasoning_levels: [],
    shell_type: 'unified_exec',
    visibility: 'list',
    supported_in_api: true,
    priority,
    base_instructions: baseInstructions,
    support_verbosity: false,
    truncation_policy: { mode: 'tokens', limit: 10_000 },
    experimental_supported_tools: [],
    supports_parallel_tool_calls: true,
    ...(model.contextWindow === null ? {} : { context_window: model.contextWindow }),
  }
}
