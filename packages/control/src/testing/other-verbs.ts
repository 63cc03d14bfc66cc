import { changeLifecycle } from '../services/api/change-lifecycle.ts'
import { createApi } from '../services/api/create.ts'
import { getApi } from '../services/api/get.ts'
import { updateApi } from '../services/api/update.ts'
import { createEndpoint } from '../services/endpoint/create.ts'
import { listEndpoints } from '../services/endpoint/list.ts'
import { removeEndpoint } from '../services/endpoint/remove.ts'
import { updateEndpoint } from '../services/endpoint/update.ts'
import { updateEnvironment } from '../services/environment/update.ts'
import { keepRequests } from '../services/gateway/keep-requests.ts'
import { attachPolicy } from '../services/policy-attachment/attach.ts'
import { listAttachments } from '../services/policy-attachment/list.ts'
import { removeAttachment } from '../services/policy-attachment/remove.ts'
import { reorderAttachments } from '../services/policy-attachment/reorder.ts'
import { deployApi } from '../services/revision/deploy.ts'
import { undeployApi } from '../services/revision/undeploy.ts'

/** Verbs by which the test of one kind of thing makes what it needs of others: a folder of services/ imports none of its siblings. */
export const otherVerbs = Object.freeze({
  ...{ changeLifecycle, createApi, getApi, updateApi },
  updateEnvironment,
  ...{ createEndpoint, listEndpoints, removeEndpoint, updateEndpoint },
  ...{ attachPolicy, listAttachments, removeAttachment, reorderAttachments },
  ...{ deployApi, undeployApi },
  keepRequests,
})
