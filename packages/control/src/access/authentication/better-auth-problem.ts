import { type ProblemAnswer, problems, tooMany } from './problem.ts'

const lockSeconds = 15 * 60

const wrongCode: ProblemAnswer = {
  status: 401,
  kind: 'invalid-code',
  title: 'The code is wrong',
  detail: 'The code is wrong or has expired: enter the one that the app shows now, or an unused backup code.',
}
const noChallenge: ProblemAnswer = {
  status: 401,
  kind: 'no-challenge',
  title: 'Nothing to confirm',
  detail: 'There is no log-in waiting for a code, or it has expired: start with the password again.',
}
const wrongPassword: ProblemAnswer = {
  status: 400,
  kind: 'wrong-password',
  title: 'The password is wrong',
  detail: 'Confirm with the password that you have now.',
}

/** better-auth's error codes that need our own words. */
const known: Readonly<Record<string, ProblemAnswer>> = {
  UNAUTHORIZED: problems.signedOut,
  INVALID_EMAIL_OR_PASSWORD: problems.invalidCredentials,
  FAILED_TO_CREATE_SESSION: problems.invalidCredentials,
  INVALID_PASSWORD: wrongPassword,
  INVALID_CODE: wrongCode,
  INVALID_BACKUP_CODE: wrongCode,
  INVALID_TWO_FACTOR_COOKIE: noChallenge,
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: noChallenge,
  ACCOUNT_TEMPORARILY_LOCKED: tooMany(lockSeconds),
  TOTP_NOT_ENABLED: {
    status: 409,
    kind: 'no-two-factor',
    title: 'No second factor',
    detail: 'There is no second factor for this log-in: turn it on first.',
  },
  TOTP_ALREADY_ENABLED: {
    status: 409,
    kind: 'two-factor-on',
    title: 'The second factor is on',
    detail: 'The second factor is already on: turn it off before you set up another one.',
  },
  PROVIDER_NOT_FOUND: {
    status: 404,
    kind: 'unknown-provider',
    title: 'No such identity provider',
    detail: 'There is no identity provider of this name here, or it cannot be reached now.',
  },
}

/** The one place where an error of better-auth becomes one of ours. What is not known to us is not passed on. */
export function betterAuthProblem(status: number, body: unknown): ProblemAnswer {
  const code = body !== null && typeof body === 'object' && 'code' in body ? String(body.code) : ''
  const mapped = known[code]
  if (mapped !== undefined) return mapped
  if (status >= 500) return problems.unavailable
  if (status === 404) return problems.notFound
  const kind = code === '' ? 'refused' : code.toLowerCase().replaceAll('_', '-')
  return { status, kind, title: 'Refused', detail: 'The request was refused: check what was sent.' }
}
