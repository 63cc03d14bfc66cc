import type { Context } from 'hono'
import type { Download } from './route.ts'

/**
 * A file in pieces, none made before the one ahead is taken. The first one is made before the answer begins, so that what keeps it from being made is still an
 * answer of its own; later nothing but a cut connection can say that it is not whole.
 */
export async function sendDownload(c: Context, { type, name, pieces }: Download): Promise<Response> {
  const iterator = pieces[Symbol.asyncIterator]()
  let next: Promise<IteratorResult<string>> = Promise.resolve(await iterator.next())
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await next
        if (done) return controller.close()
        controller.enqueue(new TextEncoder().encode(value))
        next = iterator.next()
        // Looked at by the next pull; until then its failure is nobody's.
        next.catch(() => undefined)
      },
      async cancel() {
        await iterator.return?.()
      },
    },
    { highWaterMark: 0 },
  )
  const disposition = name === undefined ? {} : { 'content-disposition': `attachment; filename="${name}"` }
  return c.body(body, 200, { 'content-type': type, ...disposition })
}
