import type { Hit, RuleName } from './rules.ts'

interface Marker {
  readonly rule: RuleName
  readonly weight: number
  /** Every repeat is bounded: the time grows with the text alone. */
  readonly pattern: RegExp
}

/** Shapes rather than words: turns that are not the speaker's, addresses that carry data away, commands in scripts without spaces. */
const markers: readonly Marker[] = [
  // A turn of a chat template whose text follows at once; in source code a quote or a placeholder does.
  {
    rule: 'role-smuggling',
    weight: 1,
    pattern:
      /<\|(?:im_start|start_header_id|start)\|>\s{0,3}(?:system|developer)(?:<\|(?:end_header_id|message|im_sep)\|>)?\s{1,4}[\p{L}]{2,20} /giu,
  },
  { rule: 'role-smuggling', weight: 1, pattern: /<\|start\|>(?:system|developer)<\|message\|>[\p{L}]{2,20} /giu },
  {
    rule: 'role-smuggling',
    weight: 0.6,
    pattern: /<\|(?:im_start|im_end|start_header_id|eot_id|system|endofprompt)\|>/gi,
  },
  { rule: 'role-smuggling', weight: 1, pattern: /<<SYS>>\s{0,3}[\p{L}]{2,20} /gu },
  {
    rule: 'role-smuggling',
    weight: 1,
    pattern:
      /<\/(?:user|tool_result|function_results|tool_response|document|context|input|untrusted)(?:_input|_message|_query)?>\s{0,10}<(?:system|developer|admin)\b/gi,
  },
  {
    rule: 'role-smuggling',
    weight: 0.5,
    pattern:
      /<(?:system|developer|admin)(?:[_-](?:prompt|message|instructions?|override|reminder))?>\s{0,10}(?:you|ignore|new|the user|important|from|always|override)\b/gi,
  },
  {
    rule: 'role-smuggling',
    weight: 0.5,
    pattern:
      /^[ \t]{0,8}(?:#{1,6} ?|\*\*|\[)?(?:system|developer|admin)(?: (?:prompt|message|override|notice|update|alert|instructions?))?(?:\]|\*\*)?:[ \t]{0,4}(?:you|ignore|new|the user|important|from|always|override|disregard)\b/gim,
  },
  {
    rule: 'role-smuggling',
    weight: 0.6,
    pattern: /\[(?:system|admin|developer) (?:override|prompt|instructions?)\]/gi,
  },
  {
    rule: 'role-smuggling',
    weight: 0.7,
    pattern:
      /[-=#*<[]{1,6} {0,2}(?:begin|start|end)(?: of)? (?:the )?(?:system|developer|new|hidden|user) (?:prompt|instructions?|message|input)/gi,
  },
  // The address has a hole for what is to be carried away.
  {
    rule: 'exfiltration',
    weight: 0.6,
    pattern:
      /!\[[^\]\n]{0,200}\]\(\s{0,4}https?:\/\/[^\s)?]{1,300}\?[^\s)]{0,300}=(?:\{|%7b|<|\[|DATA|SECRET|PROMPT|HISTORY|BASE64|INSERT|YOUR)/gi,
  },
  {
    rule: 'exfiltration',
    weight: 0.6,
    pattern:
      /<img[^>\n]{0,200}src=["']?https?:\/\/[^\s"'>?]{1,300}\?[^\s"'>]{0,300}=(?:\{|%7b|<|\[|DATA|SECRET|PROMPT|HISTORY|BASE64|INSERT|YOUR)/gi,
  },
  {
    rule: 'exfiltration',
    weight: 0.7,
    pattern:
      /\b(?:curl|wget|nc)\b[^\n]{0,200}(?:\.ssh\/|id_rsa|\/etc\/passwd|\.aws\/credentials|\$\((?:env|printenv|cat [^\n)]{0,40}\.env)\b)/gi,
  },
  {
    rule: 'override-instructions',
    weight: 1,
    pattern:
      /(?:忽略|无视|無視|忘记|忘記|忘掉)[^\n。]{0,12}(?:之前|以前|上述|以上|先前|前面|所有)[^\n。]{0,8}(?:指令|指示|说明|說明|提示|规则|規則|命令)/gu,
  },
  {
    rule: 'override-instructions',
    weight: 1,
    pattern:
      /(?:以前|これまで|上記|前|すべて)の?[^\n。]{0,6}(?:指示|命令|プロンプト|ルール)[^\n。]{0,6}(?:無視|忘れ)/gu,
  },
  {
    rule: 'override-instructions',
    weight: 1,
    pattern: /(?:이전|위의|앞의|모든)[^\n.]{0,8}(?:지시|명령|프롬프트|규칙)[^\n.]{0,8}(?:무시|잊)/gu,
  },
]

export function findMarkers(text: string): Hit[] {
  return markers.flatMap(({ rule, weight, pattern }) =>
    [...text.matchAll(pattern)].map(({ index }) => ({ rule, weight, at: index })),
  )
}
