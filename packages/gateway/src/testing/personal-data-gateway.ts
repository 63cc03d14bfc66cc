import { piiMask } from '../policies/pii-mask/pii-mask.ts'
import { applicationRow, attachment, keyRow, subscriptionRow } from './rows.ts'
import { startTestGateway, type TestGateway, testApi } from './test-gateway.ts'

export const bobsKey = 'planted-key-of-bob-0123456789abcdef'

/** A gateway with the APIs `redacting`, `masking` (both of both directions) and `restoring` (as the policy is preset), for two callers. */
export function startPersonalDataGateway(): Promise<TestGateway> {
  const api = (url: string, name: string, config: object) =>
    testApi(url, { name, policies: [attachment('pii-mask', { config: { ...config } })] })
  return startTestGateway({
    policies: [piiMask],
    rows: (url) => [
      api(url, 'redacting', { flow: 'both', redact: true }),
      api(url, 'masking', { flow: 'both' }),
      api(url, 'restoring', {}),
      applicationRow('bob'),
      keyRow(bobsKey, { applicationId: 'app_bob', person: 'bob' }),
      ...['redacting', 'masking', 'restoring'].map((name) => subscriptionRow('app_tests', `api_${name}`)),
      subscriptionRow('app_bob', 'api_restoring'),
    ],
  })
}
