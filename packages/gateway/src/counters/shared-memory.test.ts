import { counterStoreContract } from './counter-store.contract.ts'
import { createCounterMemory, SharedMemoryCounterStore } from './shared-memory.ts'

counterStoreContract('SharedMemoryCounterStore', () => new SharedMemoryCounterStore(createCounterMemory()))
