import { keyFields } from '@tollgate/contract/resources/api-key'
import { z } from 'zod'

/** What a request of the kind `key` keeps in its details: the key as it was asked for, and its id once it was made. */
export const keyDetailsSchema = z.object({ ...keyFields, keyId: z.string().optional() })
