import { bothEngines } from '../testing/stores.ts'
import { auditContract } from './audit.contract.ts'
import { exporterBookContract } from './exporter-book.contract.ts'
import { keptRequestsContract } from './kept-requests.contract.ts'
import { operationsContract } from './operations.contract.ts'
import { quotaStateContract } from './quota-state.contract.ts'
import { storeContract } from './store.contract.ts'

for (const engine of await bothEngines()) {
  storeContract(engine)
  auditContract(engine)
  operationsContract(engine)
  keptRequestsContract(engine)
  quotaStateContract(engine)
  exporterBookContract(engine)
}
