import { checkCertificate } from './check-certificate.ts'
import { checkClock } from './check-clock.ts'
import { checkCodex } from './check-codex.ts'
import { checkEnvironment } from './check-environment.ts'
import { checkKey } from './check-key.ts'
import { checkMachine } from './check-machine.ts'
import { checkPorts } from './check-ports.ts'
import type { CheckResult } from './check-result.ts'
import type { DoctorFacts } from './facts.ts'

/** Every check, in the order in which one failure explains the next. */
export async function examine(facts: DoctorFacts): Promise<CheckResult[]> {
  return [
    ...checkMachine(facts),
    ...(await checkPorts(facts)),
    ...checkCertificate(facts),
    ...checkKey(facts),
    checkClock(facts),
    ...(await checkCodex(facts)),
    ...checkEnvironment(facts),
  ]
}
