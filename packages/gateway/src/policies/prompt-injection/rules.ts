/** What is looked for. Weights and patterns stand in `phrases.ts`, `markers.ts`, `hidden-text.ts` and `encoded-text.ts`; README.md explains them. */
export const ruleNames = [
  'override-instructions',
  'new-instructions',
  'unrestricted-persona',
  'prompt-leak',
  'concealment',
  'addressed-to-model',
  'role-smuggling',
  'hidden-text',
  'encoded-instructions',
  'exfiltration',
  'exfiltration-request',
] as const
export type RuleName = (typeof ruleNames)[number]

/** A rule that was hit, and where: in characters of the text that was looked at. */
export interface Hit {
  readonly rule: RuleName
  readonly weight: number
  readonly at: number
}
