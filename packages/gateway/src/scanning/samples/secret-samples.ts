/**
 * What the built-in detectors of secrets must find. All are made up; each is written in two pieces, so that no scanner of repositories takes this
 * file for a leak.
 */
const letters = 'aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5bC7dE9fG1hJ3kL5mN7pQ9rS1tU3vW5xY7zA9'
const hexadecimal = '9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c5b4a39281706f5e4d3c2b1a0'
const pemLine = `MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7${letters.slice(0, 12)}`

export const secretSamples: ReadonlyArray<readonly [detector: string, value: string]> = [
  ['private-key', `-----BEGIN ${'PRIVATE KEY'}-----\n${pemLine}\n${pemLine}\n-----END ${'PRIVATE KEY'}-----`],
  ['private-key', `-----BEGIN RSA ${'PRIVATE KEY'}-----\n${pemLine}\n-----END RSA ${'PRIVATE KEY'}-----`],
  ['private-key', `-----BEGIN OPENSSH ${'PRIVATE KEY'}-----\r\n${pemLine}\r\n-----END OPENSSH ${'PRIVATE KEY'}-----`],
  [
    'private-key',
    `-----BEGIN PGP ${'PRIVATE KEY'} BLOCK-----\n\n${pemLine}\n=aB3d\n-----END PGP ${'PRIVATE KEY'} BLOCK-----`,
  ],
  [
    'private-key',
    `-----BEGIN EC ${'PRIVATE KEY'}-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,9F8E7D6C\n\n${pemLine}\n-----END EC ${'PRIVATE KEY'}-----`,
  ],
  ['private-key', `-----BEGIN ${'PRIVATE KEY'}-----\\n${pemLine}\\n-----END ${'PRIVATE KEY'}-----`],
  ['aws-access-key-id', `AKIA${'IOSFODNN7ABCDEFG'}`],
  ['aws-access-key-id', `ASIA${'Y34FZKBOKMUTVV7A'}`],
  ['github-token', `ghp_${letters.slice(0, 36)}`],
  ['github-token', `gho_${letters.slice(0, 36)}`],
  ['github-token', `ghs_${letters.slice(0, 36)}`],
  ['github-token', `github_pat_${letters.slice(0, 22)}_${letters.slice(0, 59)}`],
  ['gitlab-token', `glpat-${letters.slice(0, 20)}`],
  ['slack-token', `xoxb-${'123456789012-1234567890123-aB3dE5fG7hJ9kL1mN3pQ5rS7'}`],
  ['slack-token', `xapp-1-${'A0123456789-1234567890123-9f8e7d6c5b4a3928'}`],
  ['stripe-key', `sk_live_${letters.slice(0, 24)}`],
  ['stripe-key', `rk_test_${letters.slice(0, 24)}`],
  ['stripe-key', `whsec_${letters.slice(0, 32)}`],
  ['openai-key', `sk-${letters.slice(0, 48)}`],
  ['openai-key', `sk-proj-${letters.slice(0, 64)}`],
  ['openai-key', `sk-svcacct-${letters.slice(0, 64)}`],
  ['anthropic-key', `sk-ant-api03-${letters}_-AA`],
  ['google-key', `AIza${letters.slice(0, 35)}`],
  ['google-key', `GOCSPX-${letters.slice(0, 28)}`],
  ['azure-key', `aB3${'8Q~'}${letters.slice(0, 34)}`],
  ['twilio-key', `SK${hexadecimal.slice(0, 32)}`],
  ['mail-service-key', `SG.${letters.slice(0, 22)}.${letters.slice(0, 43)}`],
  ['mail-service-key', `key-${hexadecimal.slice(0, 32)}`],
  ['huggingface-token', `hf_${letters.slice(0, 34)}`],
  ['package-registry-token', `npm_${letters.slice(0, 36)}`],
  ['package-registry-token', `pypi-${letters}`],
  ['package-registry-token', `dckr_pat_${letters.slice(0, 27)}`],
  ['jwt', `eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.${letters.slice(0, 43)}`],
  ['tollgate-key', `tg_${'0123456789abcdefghijklmnopqrstuv0LNJdL'}`],
  ['service-token', `shpat_${hexadecimal.slice(0, 32)}`],
  ['service-token', `lin_api_${letters.slice(0, 40)}`],
  ['service-token', `ntn_${letters.slice(0, 46)}`],
  ['service-token', `glsa_${letters.slice(0, 32)}_9f8e7d6c`],
  ['service-token', `figd_${letters.slice(0, 40)}`],
  ['service-token', `dapi${hexadecimal.slice(0, 32)}`],
  ['service-token', `dop_v1_${hexadecimal}`],
  ['service-token', `hvs.${letters.slice(0, 30)}`],
  ['service-token', `gsk_${letters.slice(0, 52)}`],
  ['service-token', `AGE-SECRET-KEY-1${'QYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQY'}`],
]

/** Those that a word leads to: what stands in front of the value, and behind it, is not hit. */
export const secretSamplesBehindWords: ReadonlyArray<
  readonly [detector: string, front: string, value: string, behind: string]
> = [
  ['aws-secret-key', 'aws_secret_access_key = ', `wJalrXUtnFEMI/K7MDENG/${'bPxRfiCYaB3dE5fG7h'}`, '\n'],
  ['aws-secret-key', '"SecretAccessKey": "', `wJalrXUtnFEMI/K7MDENG/${'bPxRfiCYaB3dE5fG7h'}`, '"'],
  ['slack-token', 'https://hooks.slack.com/services/', `T01234567/B01234567/${letters.slice(0, 24)}`, ' '],
  ['azure-key', 'AccountName=x;AccountKey=', `${letters}${letters.slice(0, 14)}==`, ';EndpointSuffix=core.windows.net'],
  ['url-with-password', 'postgres://bob:', 's3cr3t-pw', '@db.example.com:5432/app'],
  ['url-with-password', 'mongodb+srv://bob:', 'hunter2hunter2', '@cluster0.example.net'],
  ['url-with-password', 'redis://:', 'hunter2hunter2', '@cache:6379/0'],
  ['url-with-password', 'https://alice:', 'correct-horse', '@example.com/x.git'],
  ['package-registry-token', '//registry.npmjs.org/:_authToken=', letters.slice(0, 40), '\n'],
  ['authorization-header', 'Authorization: Bearer ', letters.slice(0, 40), '\n'],
  ['authorization-header', '\\"authorization\\": \\"Basic ', 'YWxhZGRpbjpvcGVuc2VzYW1lMTIz', '\\"'],
  ['generic-secret', 'const apiKey = "', letters.slice(0, 32), '";'],
  ['generic-secret', '"client_secret": "', letters.slice(0, 24), '",'],
  ['generic-secret', "password: '", 'xK9#mQ2$vL5!nR8&', "'"],
  ['generic-secret', 'SERVICE_API_KEY=', letters.slice(0, 32), '\n'],
]
