import { PlainFailure } from '../plain-failure.ts'

const lengthMin = 16

/** What the gateway of this machine presents; undefined where there is none. */
export function checkToken(token: string | undefined): void {
  if (token !== undefined && token.length < lengthMin)
    throw new PlainFailure(`TOLLGATE_CONTROL_TOKEN is too short: give at least ${lengthMin} characters.`)
}
