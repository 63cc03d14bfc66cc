import type { Contestant } from './contestant.ts'
import { direct } from './direct.ts'
import { nginx } from './nginx.ts'
import { portkey } from './portkey.ts'
import { tollgate } from './tollgate.ts'

/** All contestants, in the order in which they take turns. */
export const contestantList: readonly Contestant[] = [direct, nginx, tollgate, portkey]
