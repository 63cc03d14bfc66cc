import { counterStoreContract } from './counter-store.contract.ts'
import { MemoryCounterStore } from './memory.ts'

counterStoreContract('MemoryCounterStore', () => new MemoryCounterStore())
