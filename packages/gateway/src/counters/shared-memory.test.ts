import { counterStoreContract } from './counter-store.contract.ts'
import { createCounterMemory } from './create-counter-memory.ts'
import { SharedMemoryCounterStore } from './shared-memory.ts'

counterStoreContract('SharedMemoryCounterStore', () => new SharedMemoryCounterStore(createCounterMemory()))
