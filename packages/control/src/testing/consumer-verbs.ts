import { createKey } from '../services/api-key/create.ts'
import { getKey } from '../services/api-key/get.ts'
import { listKeys } from '../services/api-key/list.ts'
import { createApplication } from '../services/application/create.ts'
import { removeApplication } from '../services/application/remove.ts'
import { createRequest } from '../services/request/create.ts'
import { listRequests } from '../services/request/list.ts'
import { changePlan } from '../services/subscription/change-plan.ts'
import { createSubscription } from '../services/subscription/create.ts'
import { getSubscription } from '../services/subscription/get.ts'
import { blockSubscription } from '../services/subscription/set-state.ts'

/** Verbs by which the test of one kind of thing makes what it needs of others: a folder of services/ imports none of its siblings. */
export const consumerVerbs = Object.freeze({
  ...{ createKey, getKey, listKeys },
  ...{ createApplication, removeApplication },
  ...{ createRequest, listRequests },
  ...{ blockSubscription, changePlan, createSubscription, getSubscription },
})
