import { describe } from 'node:test'
import { bothEngines, type TestEngine } from '../../testing/stores.ts'
import { deviceContract } from './testing/device.contract.ts'
import { logInContract } from './testing/log-in.contract.ts'
import { oidcContract } from './testing/oidc.contract.ts'
import { passwordLinksContract } from './testing/password-links.contract.ts'
import { twoFactorContract } from './testing/two-factor.contract.ts'

for (const engine of (await bothEngines()).map(reused))
  describe(`createAuthentication on ${engine.name}`, () => {
    logInContract(engine)
    twoFactorContract(engine)
    deviceContract(engine)
    passwordLinksContract(engine)
    oidcContract(engine)
  })

/** Making a database takes Postgres longer than a test: there is one, and testAuthentication empties it. */
function reused(engine: TestEngine): TestEngine {
  if (engine.name === 'sqlite') return engine
  let location: Promise<string> | undefined
  return {
    name: engine.name,
    freshLocation: (test) => {
      location ??= engine.freshLocation(test)
      return location
    },
  }
}
