import type { RouteCall } from './route-calls.ts'

/** How each log-in route is called, by method and path. The e-mail is nobody's: guessing is another suite's. */
export const logInCalls: Readonly<Record<string, RouteCall>> = {
  'post /api/auth/sign-in/email': { body: { email: 'nobody@acme.example', password: 'not the password' } },
  'post /api/auth/request-password-reset': { body: { email: 'nobody@acme.example' } },
  'post /api/auth/set-password': { body: { token: 'no-such-token', password: 'nobody guesses this phrase 8' } },
  'post /api/auth/change-password': {
    body: { currentPassword: 'nobody guesses this phrase 7', newPassword: 'nobody guesses this phrase 8' },
  },
  'get /api/auth/providers': {},
  'post /api/auth/sign-in/oidc': { body: { provider: 'nobody' } },
  'get /api/auth/callback/{provider}': { params: { provider: 'nobody' }, query: { state: 'none', code: 'none' } },
  'post /api/auth/two-factor/enable': { body: { password: 'nobody guesses this phrase 7' } },
  'post /api/auth/two-factor/disable': { body: { password: 'nobody guesses this phrase 7' } },
  'post /api/auth/two-factor/generate-backup-codes': { body: { password: 'nobody guesses this phrase 7' } },
  'post /api/auth/two-factor/verify-totp': { body: { code: '123456' } },
  'post /api/auth/two-factor/verify-backup-code': { body: { code: 'aaaaa-bbbbb' } },
  'get /api/auth/session': {},
  'post /api/auth/sign-out': { body: {} },
  'get /api/auth/sessions': {},
  'delete /api/auth/sessions/{id}': { params: { id: 'no-such-session' } },
  'post /api/auth/revoke-other-sessions': { body: {} },
  'post /api/auth/device/code': { body: { client_id: 'tollgate-cli' } },
  'post /api/auth/device/token': {
    body: {
      ...{ grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: 'none' },
      client_id: 'tollgate-cli',
    },
  },
  'get /api/auth/device': { query: { user_code: 'AAAA-AAAA' } },
  'post /api/auth/device/approve': { body: { userCode: 'AAAA-AAAA' } },
  'post /api/auth/device/deny': { body: { userCode: 'AAAA-AAAA' } },
}
