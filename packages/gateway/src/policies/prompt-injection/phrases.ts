// long because it is a table: what instructions to a model are called, in several languages
import type { RuleName } from './rules.ts'

/** Words that follow each other closely, whatever stands between them. */
export interface Phrase {
  readonly rule: RuleName
  readonly weight: number
  /** One word of each, in this order. */
  readonly steps: ReadonlyArray<readonly string[]>
  /** How many words further on the next step may stand; 4 unless said. */
  readonly reach?: number
  /** True where a "not" in front takes nothing away. */
  readonly mayBeNegated?: boolean
}

const words = (text: string): readonly string[] => text.split(' ')

const forget = words('ignore ignoring disregard disregarding forget forgetting neglect overlook discard abandon')
const evade = words('override bypass circumvent evade sidestep violate break')
const earlier = words('previous previously prior above earlier preceding foregoing initial original your system')
const mine = words('your previous prior initial')
const all = words('all any every')
const instructions = words(
  'instruction instructions prompt prompts directive directives guideline guidelines direction directions rules programming restrictions',
)
const instructionsOnly = words('instructions directives directions prompts guidelines safeguards')
const safeguards = words(
  'instructions programming guidelines directives safeguards safety restrictions training alignment',
)
const tell = words(
  'reveal show print output repeat display tell leak expose dump give disclose share recite reproduce write summarize send',
)
const secret = words('system hidden initial secret original internal developer confidential full exact')
const prompt = words('prompt prompts instructions instruction directives guidelines message')
const never = words("not don't dont never without")

export const phrases: readonly Phrase[] = [
  { rule: 'override-instructions', weight: 1, steps: [forget, earlier, instructions] },
  { rule: 'override-instructions', weight: 1, steps: [forget, all, instructionsOnly], reach: 3 },
  {
    rule: 'override-instructions',
    weight: 1,
    steps: [forget, instructionsOnly, words('above before earlier previously')],
    reach: 3,
  },
  {
    rule: 'override-instructions',
    weight: 1,
    steps: [forget, words('everything anything all'), words('told said instructed learned learnt')],
  },
  {
    rule: 'override-instructions',
    weight: 0.6,
    steps: [forget, words('previous prior above'), words('commands context conversation text messages')],
    reach: 3,
  },
  { rule: 'override-instructions', weight: 1, steps: [evade, mine, safeguards] },
  { rule: 'override-instructions', weight: 1, steps: [words('no'), words('attention'), earlier, instructions] },
  {
    rule: 'override-instructions',
    weight: 1,
    steps: [words('stop'), words('following obeying'), earlier, instructions],
  },
  {
    rule: 'override-instructions',
    weight: 1,
    steps: [never, words('follow obey'), words('previous prior above earlier original initial'), instructions],
    mayBeNegated: true,
  },
  {
    rule: 'override-instructions',
    weight: 1,
    steps: [
      words('instructions directives prompt rules'),
      words('overridden superseded void cancelled revoked nullified'),
      words('now hereby immediately'),
    ],
  },
  {
    rule: 'override-instructions',
    weight: 0.6,
    steps: [words('takes take'), words('precedence priority'), words('previous prior system your'), instructions],
    reach: 6,
  },

  {
    rule: 'override-instructions',
    weight: 1,
    steps: [
      words('ignoriere ignorier ignorieren vergiss vergessen missachte'),
      words('alle vorherigen bisherigen vorigen obigen früheren deine'),
      words('anweisungen anweisung instruktionen regeln vorgaben befehle'),
    ],
  },
  {
    rule: 'override-instructions',
    weight: 1,
    steps: [
      words('ignore ignorez oublie oubliez'),
      words('instructions consignes règles directives'),
      words('précédentes précédents antérieures dessus'),
    ],
  },
  {
    rule: 'override-instructions',
    weight: 1,
    steps: [
      words('ignora ignore ignorar olvida olvide'),
      words('instrucciones indicaciones reglas órdenes'),
      words('anteriores previas precedentes'),
    ],
  },
  {
    rule: 'override-instructions',
    weight: 1,
    steps: [words('ignora ignori dimentica'), words('istruzioni regole indicazioni'), words('precedenti')],
  },
  {
    rule: 'override-instructions',
    weight: 1,
    steps: [
      words('ignora ignore ignorar esqueça esquece'),
      words('instruções regras ordens'),
      words('anteriores prévias'),
    ],
  },
  {
    rule: 'override-instructions',
    weight: 1,
    steps: [
      words('negeer vergeet'),
      words('vorige eerdere voorgaande bovenstaande'),
      words('instructies aanwijzingen regels opdrachten'),
    ],
  },
  {
    rule: 'override-instructions',
    weight: 1,
    steps: [
      words('zignoruj ignoruj zapomnij'),
      words('poprzednie wcześniejsze powyższe'),
      words('instrukcje polecenia zasady'),
    ],
  },
  {
    rule: 'override-instructions',
    weight: 1,
    steps: [
      words('игнорируй игнорируйте забудь забудьте'),
      words('предыдущие прежние все'),
      words('инструкции указания правила команды'),
    ],
  },

  {
    rule: 'new-instructions',
    weight: 0.6,
    steps: [
      words('your'),
      words('new real actual only true sole'),
      words('task instructions goal objective purpose mission directive'),
    ],
    reach: 2,
  },
  {
    rule: 'new-instructions',
    weight: 0.6,
    steps: [words('new updated revised'), words('system'), words('prompt instructions directive')],
    reach: 2,
  },
  {
    rule: 'new-instructions',
    weight: 0.5,
    steps: [words('instead'), words('only just'), words('respond reply output answer say')],
    reach: 2,
  },
  {
    rule: 'new-instructions',
    weight: 0.5,
    steps: [words('follow obey execute'), words('these following'), words('instructions'), words('instead only')],
  },
  { rule: 'new-instructions', weight: 0.4, steps: [words('from'), words('now'), words('on'), words('you')], reach: 2 },

  {
    rule: 'unrestricted-persona',
    weight: 1,
    steps: [
      words('you'),
      words('are now'),
      words('now dan are'),
      words('dan jailbroken unrestricted unfiltered uncensored freed evil'),
    ],
  },
  {
    rule: 'unrestricted-persona',
    weight: 1,
    steps: [
      words('you'),
      words('are'),
      words('no'),
      words('longer'),
      words('bound restricted subject governed constrained'),
    ],
    reach: 2,
  },
  {
    rule: 'unrestricted-persona',
    weight: 1,
    steps: [
      words('pretend act behave roleplay'),
      words('no without unrestricted unfiltered uncensored jailbroken'),
      words('restrictions limitations filters guidelines ethics morals ai assistant model chatbot'),
    ],
    reach: 5,
  },
  {
    rule: 'unrestricted-persona',
    weight: 1,
    steps: [words('jailbreak jailbroken dan'), words('mode'), words('enabled activated engaged on unlocked')],
    reach: 3,
  },
  {
    rule: 'unrestricted-persona',
    weight: 0.5,
    steps: [words('developer god sudo unrestricted'), words('mode'), words('enabled activated engaged unlocked')],
    reach: 2,
  },
  { rule: 'unrestricted-persona', weight: 0.6, steps: [words('do'), words('anything'), words('now')], reach: 1 },
  {
    rule: 'unrestricted-persona',
    weight: 0.6,
    steps: [
      words('no'),
      words('ethical moral safety content'),
      words('restrictions limitations guidelines filters constraints boundaries'),
    ],
    reach: 3,
  },

  { rule: 'prompt-leak', weight: 1, steps: [tell, words('your'), secret, prompt] },
  {
    rule: 'prompt-leak',
    weight: 1,
    steps: [tell, words('instructions prompt rules'), words('you'), words('were are'), words('given told')],
    reach: 3,
  },
  {
    rule: 'prompt-leak',
    weight: 1,
    steps: [words("what whats what's"), words('your'), words('system initial hidden original secret'), prompt],
    reach: 3,
  },
  {
    rule: 'prompt-leak',
    weight: 1,
    steps: [
      words('repeat print output recite reproduce'),
      words('everything words text all'),
      words('above'),
      words('verbatim starting beginning exactly word'),
    ],
    reach: 6,
  },
  {
    rule: 'prompt-leak',
    weight: 0.5,
    steps: [words('repeat print output recite'), words('everything text words'), words('above')],
    reach: 3,
  },
  {
    rule: 'prompt-leak',
    weight: 1,
    steps: [
      words('begin start'),
      words('reply response answer output'),
      words('with'),
      words('your'),
      words('system initial hidden'),
      prompt,
    ],
    reach: 3,
  },

  {
    rule: 'concealment',
    weight: 0.5,
    steps: [
      never,
      words('tell mention inform reveal alert notify telling informing mentioning alerting warn'),
      words('user users human anyone'),
    ],
    reach: 5,
    mayBeNegated: true,
  },
  {
    rule: 'concealment',
    weight: 0.5,
    steps: [
      words('secretly silently covertly quietly'),
      words('send upload post run execute add insert include exfiltrate forward'),
    ],
    reach: 2,
  },
  {
    rule: 'concealment',
    weight: 0.5,
    steps: [words('user users human'), words('must should'), words('not never'), words('know see notice')],
    reach: 2,
    mayBeNegated: true,
  },

  {
    rule: 'addressed-to-model',
    weight: 0.5,
    steps: [words('if'), words('you'), words('are'), words('an a'), words('ai llm language assistant agent')],
    reach: 2,
  },
  {
    rule: 'addressed-to-model',
    weight: 0.5,
    steps: [
      words('attention important notice dear hey message note'),
      words('ai llm llms chatgpt claude codex copilot gpt'),
      words('assistant assistants agent agents model models reading processing'),
    ],
    reach: 5,
  },
  {
    rule: 'addressed-to-model',
    weight: 0.5,
    steps: [
      words('instructions instruction message note'),
      words('for to'),
      words('ai llm assistant agent model chatgpt claude codex copilot'),
    ],
    reach: 3,
  },
  {
    rule: 'addressed-to-model',
    weight: 0.5,
    steps: [
      words('ai llm chatgpt claude codex copilot gpt'),
      words('agent agents assistant assistants model models'),
      words('must should shall'),
      words('now immediately first also instead always'),
    ],
    reach: 6,
  },

  {
    rule: 'encoded-instructions',
    weight: 0.6,
    steps: [words('decode'), words('follow obey execute perform'), words('instructions it them result instruction')],
    reach: 8,
  },
  {
    rule: 'encoded-instructions',
    weight: 0.5,
    steps: [words('base64 rot13 hex'), words('follow obey execute perform'), words('instructions instruction decoded')],
    reach: 8,
  },

  {
    rule: 'exfiltration-request',
    weight: 0.6,
    steps: [
      words('send append upload post transmit forward exfiltrate leak encode embed include'),
      words('conversation chat'),
      words('history context transcript summary contents'),
      words('to in into as'),
    ],
    reach: 5,
  },
  {
    rule: 'exfiltration-request',
    weight: 0.6,
    steps: [
      words('send upload post transmit forward exfiltrate leak'),
      words('secrets passwords credentials ssh env environment'),
      words('to'),
      words('attacker http https url webhook server address'),
    ],
    reach: 6,
  },
  {
    rule: 'exfiltration-request',
    weight: 0.5,
    steps: [words('render display include output embed insert'), words('markdown'), words('image img picture')],
    reach: 4,
  },
  {
    rule: 'exfiltration',
    weight: 0.5,
    steps: [
      words('image img picture'),
      words('conversation chat history secrets secret keys credentials'),
      words('query url http https'),
    ],
    reach: 9,
  },
]
