import type { PasswordRefusal } from './authentication-contract.ts'
import type { Engine } from './engine.ts'
import { hashPassword } from './password-hash.ts'
import { passwordObjection } from './password-rules.ts'
import { revokeSessions } from './sessions.ts'

export interface NewUser {
  readonly email: string
  readonly name: string
  readonly password: string | null
}

/** Makes the log-in, or finds the one of this e-mail. Whoever calls it has decided that the person belongs here. */
export async function createUser(engine: Engine, user: NewUser): Promise<string | PasswordRefusal> {
  const email = user.email.trim().toLowerCase()
  const objection = user.password === null ? undefined : passwordObjection(user.password, email)
  if (objection !== undefined) return { refused: objection }
  const authUserId = await findOrAdd(engine, email, user.name)
  if (user.password === null) return authUserId
  return (await setPassword(engine, authUserId, user.password)) ?? authUserId
}

async function findOrAdd({ auth }: Engine, email: string, name: string): Promise<string> {
  const { adapter, internalAdapter } = await auth.$context
  const known = await internalAdapter.findUserByEmail(email)
  if (known !== null) return known.user.id
  const at = new Date()
  // An administrator vouches for the address; a link sent there proves it before a password is set.
  const made = await adapter.create<{ id: string }>({
    model: 'user',
    data: { email, name, emailVerified: true, createdAt: at, updatedAt: at },
  })
  return made.id
}

/** Sets the password and ends every session: whoever had the old one is out. */
export async function setPassword(
  engine: Engine,
  authUserId: string,
  password: string,
): Promise<PasswordRefusal | undefined> {
  const { internalAdapter } = await engine.auth.$context
  const user = await internalAdapter.findUserById(authUserId)
  if (user === null) return { refused: 'There is no such log-in.' }
  const objection = passwordObjection(password, user.email)
  if (objection !== undefined) return { refused: objection }
  await storePassword(engine, authUserId, password)
  await revokeSessions(engine, authUserId)
  await engine.throttle.forget('account', user.email)
  return undefined
}

async function storePassword({ auth }: Engine, authUserId: string, password: string): Promise<void> {
  const { internalAdapter } = await auth.$context
  const hash = await hashPassword(password)
  const accounts = await internalAdapter.findAccounts(authUserId)
  if (accounts.some(({ providerId }) => providerId === 'credential'))
    await internalAdapter.updatePassword(authUserId, hash)
  else
    await internalAdapter.createAccount({
      userId: authUserId,
      providerId: 'credential',
      accountId: authUserId,
      password: hash,
    })
}

export async function removeTwoFactor({ auth }: Engine, authUserId: string): Promise<void> {
  const { adapter, internalAdapter } = await auth.$context
  await adapter.deleteMany({ model: 'twoFactor', where: [{ field: 'userId', value: authUserId }] })
  await internalAdapter.updateUser(authUserId, { twoFactorEnabled: false })
}

/** Sessions, passwords, second factors and device codes go with it. */
export async function deleteUser({ auth }: Engine, authUserId: string): Promise<void> {
  const { adapter } = await auth.$context
  await adapter.deleteMany({ model: 'user', where: [{ field: 'id', value: authUserId }] })
}

/** Deletes what has expired. */
export async function prune({ auth }: Engine): Promise<void> {
  const { adapter } = await auth.$context
  const now = new Date(Date.now())
  for (const model of ['session', 'verification', 'deviceCode'])
    await adapter.deleteMany({ model, where: [{ field: 'expiresAt', operator: 'lt', value: now }] })
}
