import { bothEngines } from '../../testing/stores.ts'
import { analyticsStoreContract } from '../analytics-store.contract.ts'

for (const engine of await bothEngines()) analyticsStoreContract(engine)
