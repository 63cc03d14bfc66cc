// long because it is a table: one row for each kind of secret
import { isMistypedApiKey } from '@tollgate/contract/api-key'
import type { Detector } from '../detector.ts'
import { type PatternRule, patternDetector } from '../pattern-detector.ts'
import { isHighEntropy, isRealPassword, isTokenHeader } from './secret-values.ts'

/** Keys and tokens that are known by their form, by the name of the detector. The forms that secretlint's recommended rules know are among them. */
export const secretRules: Readonly<Record<string, readonly PatternRule[]>> = {
  'aws-access-key-id': [
    {
      pattern:
        /(?<![A-Za-z0-9])(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA|AGPA|AIDA|AROA|AIPA|ANPA|ANVA)[A-Z0-9]{16}(?![A-Za-z0-9])/,
      literals: ['A3T', 'AKIA', 'ASIA', 'ABIA', 'ACCA', 'AGPA', 'AIDA', 'AROA', 'AIPA', 'ANPA', 'ANVA'],
    },
  ],
  'aws-secret-key': [
    {
      pattern:
        /(?:secret_?access_?key|aws_?secret_?key|aws_?secret|aws_?session_?token)\\?["']?\s{0,3}(?:=>|:=|=|:)\s{0,3}\\?["']?(?<value>[A-Za-z0-9/+]{40,400}={0,2})(?![A-Za-z0-9/+=])/i,
    },
  ],
  'github-token': [
    { pattern: /(?<![A-Za-z0-9])gh[pousr]_[A-Za-z0-9]{36,251}/, literals: ['gh'] },
    { pattern: /(?<![A-Za-z0-9])github_pat_[A-Za-z0-9_]{36,255}/, literals: ['github_pat_'] },
  ],
  'gitlab-token': [
    {
      pattern:
        /(?<![A-Za-z0-9])gl(?:pat|dt|rt|rtr|cbt|ptt|ft|imt|agent|oas|soat|ffct)-[A-Za-z0-9_.-]{19,299}[A-Za-z0-9_-]/,
      literals: ['gl'],
    },
  ],
  'slack-token': [
    { pattern: /(?<![A-Za-z0-9])xox[abceoprs]-[A-Za-z0-9-]{10,250}/, literals: ['xox'], accept: hasDigit },
    { pattern: /(?<![A-Za-z0-9])xapp-\d-[A-Za-z0-9-]{10,250}/, literals: ['xapp-'] },
    {
      pattern: /hooks\.slack\.com\/(?:services|workflows|triggers)\/(?<value>[A-Za-z0-9]{6,16}\/[A-Za-z0-9/]{16,80})/,
      literals: ['hooks.slack.com'],
    },
  ],
  'stripe-key': [
    { pattern: /(?<![A-Za-z0-9])(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,247}/, literals: ['k_live_', 'k_test_'] },
    { pattern: /(?<![A-Za-z0-9])whsec_[A-Za-z0-9+/]{24,64}={0,2}/, literals: ['whsec_'] },
  ],
  'anthropic-key': [{ pattern: /(?<![A-Za-z0-9])sk-ant-[A-Za-z0-9_-]{20,250}/, literals: ['sk-ant-'] }],
  'openai-key': [
    { pattern: /(?<![A-Za-z0-9])sk-(?!ant-)[A-Za-z0-9_-]{20,250}/, literals: ['sk-'], accept: hasKeyMaterial },
    { pattern: /(?<![A-Za-z0-9])sess-[A-Za-z0-9]{40}(?![A-Za-z0-9])/, literals: ['sess-'] },
  ],
  'google-key': [
    { pattern: /(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/, literals: ['AIza'] },
    { pattern: /(?<![A-Za-z0-9])GOCSPX-[A-Za-z0-9_-]{28}(?![A-Za-z0-9_-])/, literals: ['GOCSPX-'] },
    { pattern: /(?<![A-Za-z0-9])ya29\.[A-Za-z0-9_-]{20,500}/, literals: ['ya29.'] },
  ],
  'azure-key': [
    {
      pattern: /(?:AccountKey|SharedAccessKey)=(?<value>[A-Za-z0-9+/]{42,88}={0,2})/,
      literals: ['AccountKey=', 'SharedAccessKey='],
    },
    { pattern: /[?&;]sig=(?<value>[A-Za-z0-9%+/]{42,100}(?:%3D|=))/, literals: ['sig='] },
    {
      pattern: /(?<![A-Za-z0-9_~.-])[A-Za-z0-9_~.-]{3}8Q~[A-Za-z0-9_~.-]{30,33}[A-Za-z0-9_~-](?![A-Za-z0-9_~-])/,
      literals: ['8Q~'],
    },
  ],
  'twilio-key': [{ pattern: /(?<![A-Za-z0-9])SK[0-9a-f]{32}(?![A-Za-z0-9])/, literals: ['SK'] }],
  'mail-service-key': [
    { pattern: /(?<![A-Za-z0-9])SG\.[A-Za-z0-9_-]{20,24}\.[A-Za-z0-9_-]{39,50}/, literals: ['SG.'] },
    { pattern: /(?<![A-Za-z0-9])key-[0-9a-f]{32}(?![A-Za-z0-9])/, literals: ['key-'] },
    { pattern: /(?<![A-Za-z0-9])[0-9a-f]{32}-us\d{1,2}(?![A-Za-z0-9])/, literals: ['-us'] },
  ],
  'huggingface-token': [
    { pattern: /(?<![A-Za-z0-9])(?:hf|api_org)_[A-Za-z0-9]{30,60}(?![A-Za-z0-9])/, literals: ['hf_', 'api_org_'] },
  ],
  'package-registry-token': [
    { pattern: /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])/, literals: ['npm_'] },
    { pattern: /_auth(?:Token)?\s{0,2}=\s{0,2}["']?(?<value>[A-Za-z0-9+/=_-]{16,512})/, literals: ['_auth'] },
    { pattern: /(?<![A-Za-z0-9])pypi-[A-Za-z0-9_-]{60,300}/, literals: ['pypi-'] },
    { pattern: /(?<![A-Za-z0-9])rubygems_[0-9a-f]{48}(?![A-Za-z0-9])/, literals: ['rubygems_'] },
    { pattern: /(?<![A-Za-z0-9])dckr_(?:pat|oat)_[A-Za-z0-9_-]{27,40}/, literals: ['dckr_'] },
  ],
  jwt: [
    {
      pattern: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,1024}\.[A-Za-z0-9_-]{8,4096}\.[A-Za-z0-9_-]{16,1024}/,
      literals: ['eyJ'],
      accept: isTokenHeader,
    },
  ],
  'url-with-password': [
    {
      pattern:
        /(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{1,24}:\/\/[^\s:@/"'`<>\\]{0,128}:(?<value>[^\s@"'`<>\\]{1,256})(?=@[\w[])/,
      literals: ['://'],
      accept: isRealPassword,
    },
  ],
  'tollgate-key': [
    {
      pattern: /(?<![A-Za-z0-9_])tg_[0-9A-Za-z]{38}(?![0-9A-Za-z])/,
      literals: ['tg_'],
      accept: (value) => !isMistypedApiKey(value),
    },
  ],
  'service-token': [
    { pattern: /(?<![A-Za-z0-9])shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}(?![A-Za-z0-9])/, literals: ['shp'] },
    { pattern: /(?<![A-Za-z0-9])lin_(?:api|oauth)_[A-Za-z0-9]{32,64}/, literals: ['lin_'] },
    { pattern: /(?<![A-Za-z0-9])(?:ntn|secret)_[A-Za-z0-9]{40,50}(?![A-Za-z0-9])/, literals: ['ntn_', 'secret_'] },
    { pattern: /(?<![A-Za-z0-9])ops_eyJ[A-Za-z0-9+/_-]{100,1024}={0,2}/, literals: ['ops_eyJ'] },
    { pattern: /(?<![A-Za-z0-9])gl(?:c_|sa_)[A-Za-z0-9+/_=-]{32,400}/, literals: ['glc_', 'glsa_'] },
    { pattern: /(?<![A-Za-z0-9])fig(?:d|o|u)_[A-Za-z0-9_-]{30,60}/, literals: ['fig'] },
    { pattern: /(?<![A-Za-z0-9])dapi[0-9a-f]{32}(?:-\d)?(?![A-Za-z0-9])/, literals: ['dapi'] },
    { pattern: /(?<![A-Za-z0-9])do[opr]_v1_[0-9a-f]{64}(?![A-Za-z0-9])/, literals: ['_v1_'] },
    { pattern: /(?<![A-Za-z0-9])hv[sbr]\.[A-Za-z0-9_-]{24,200}/, literals: ['hvs.', 'hvb.', 'hvr.'], accept: hasDigit },
    { pattern: /(?<![A-Za-z0-9])[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{60,70}/, literals: ['.atlasv1.'] },
    { pattern: /(?<![A-Za-z0-9])AGE-SECRET-KEY-1[0-9A-Z]{58}(?![A-Za-z0-9])/, literals: ['AGE-SECRET-KEY-1'] },
    { pattern: /(?<![A-Za-z0-9])gsk_[A-Za-z0-9]{48,56}(?![A-Za-z0-9])/, literals: ['gsk_'] },
    { pattern: /(?<![A-Za-z0-9])xai-[A-Za-z0-9]{70,90}(?![A-Za-z0-9])/, literals: ['xai-'] },
    { pattern: /(?<![A-Za-z0-9])r8_[A-Za-z0-9]{37,40}(?![A-Za-z0-9])/, literals: ['r8_'] },
    { pattern: /(?<![A-Za-z0-9])pplx-[A-Za-z0-9]{40,60}(?![A-Za-z0-9])/, literals: ['pplx-'] },
    { pattern: /(?<![A-Za-z0-9])lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}/, literals: ['lsv2_'] },
    { pattern: /(?<![A-Za-z0-9])PMAK-[0-9a-f]{24}-[0-9a-f]{34}/, literals: ['PMAK-'] },
    { pattern: /(?<![A-Za-z0-9])NRAK-[A-Z0-9]{27}(?![A-Za-z0-9])/, literals: ['NRAK-'] },
    { pattern: /(?<![A-Za-z0-9])dp\.(?:pt|st|ct|sa)\.[A-Za-z0-9.]{40,80}/, literals: ['dp.'] },
    { pattern: /(?<![A-Za-z0-9])pul-[0-9a-f]{40}(?![A-Za-z0-9])/, literals: ['pul-'] },
    { pattern: /(?<![A-Za-z0-9])sbp_[0-9a-f]{40}(?![A-Za-z0-9])/, literals: ['sbp_'] },
    { pattern: /(?<![A-Za-z0-9])pscale_(?:pw|tkn|oauth)_[A-Za-z0-9_.-]{32,64}/, literals: ['pscale_'] },
    { pattern: /(?<![A-Za-z0-9])ATATT3x[A-Za-z0-9_=-]{60,240}/, literals: ['ATATT3x'] },
    { pattern: /(?<![A-Za-z0-9])\d{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])/, literals: [':AA'] },
    {
      pattern: /(?<![A-Za-z0-9])[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40}(?![A-Za-z0-9_.-])/,
      literals: ['.'],
      accept: isHighEntropy,
    },
  ],
  'authorization-header': [
    {
      pattern:
        /authorization\\?["']?\s{0,2}[:=]\s{0,2}\\?["'`]?(?:bearer|basic|token)\s{1,2}(?<value>[A-Za-z0-9._~+/-]{16,512}={0,2})/i,
      accept: isHighEntropy,
    },
  ],
  'generic-secret': [
    {
      pattern:
        /(?:api[_-]?key|apikey|secret[_-]?key|client[_-]?secret|access[_-]?token|auth[_-]?token|refresh[_-]?token|private[_-]?key|access[_-]?key|encryption[_-]?key|signing[_-]?key|password|passwd|passphrase|secret|token|credentials?)\\?["']?\s{0,3}(?:=>|:=|=|:)\s{0,3}\\?["'`](?<value>[A-Za-z0-9+/_.~!@#$%^&*=-]{16,256})(?=\\?["'`])/i,
      accept: isHighEntropy,
    },
    // A line of an environment file has no quotes.
    {
      pattern:
        /(?<![A-Za-z0-9])[A-Z0-9_]{0,32}(?:API_?KEY|SECRET(?:_KEY)?|TOKEN|PASSWORD|PASSWD|ACCESS_KEY|PRIVATE_KEY)[A-Z0-9_]{0,16}=(?<value>[A-Za-z0-9+/_.~!@#%^&*=-]{16,256})(?![A-Za-z0-9+/_.~(])/,
      literals: ['='],
      accept: isHighEntropy,
    },
  ],
}

/** A detector for one row of the table. */
export function secretDetector(name: string): Detector | undefined {
  const rules = Object.hasOwn(secretRules, name) ? secretRules[name] : undefined
  return rules === undefined ? undefined : patternDetector(rules)
}

function hasDigit(value: string): boolean {
  return /\d/.test(value)
}

/** Names such as `sk-loading-indicator` have the prefix too, but no long piece with a digit in it. */
function hasKeyMaterial(value: string): boolean {
  return value.split(/[-_]/).some((piece) => piece.length >= 16 && /\d/.test(piece))
}
