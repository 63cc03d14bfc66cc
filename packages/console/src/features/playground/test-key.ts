import { call } from '../../client/call.ts'

/** In the place of an application: the publisher's own test key, which opens this API alone and needs no subscription. */
export const asPublisher = 'publisher'

export interface TestKey {
  readonly id: string
  readonly key: string
  /** Of an application, or `asPublisher`. */
  readonly of: string
}

const minutes = 60

/** A key for this visit: it is in no storage, ends within the hour, and is revoked when the page is left. */
export async function makeTestKey(apiId: string, of: string): Promise<TestKey> {
  const made =
    of === asPublisher
      ? await call('createTestKey', { params: { id: apiId }, body: { expiresInMinutes: minutes } })
      : await call('createKey', {
          params: { id: of },
          body: {
            name: `Playground ${new Date().toISOString().slice(0, 19)} ${crypto.randomUUID().slice(0, 4)}`,
            expiresAt: new Date(Date.now() + minutes * 60_000).toISOString(),
          },
        })
  return { id: made.id, key: made.key ?? '', of }
}

/** Whoever left does not wait for it; it ends by itself otherwise. */
export function dropTestKey({ id }: TestKey): void {
  call('revokeKey', { params: { id } }).catch(() => undefined)
}
