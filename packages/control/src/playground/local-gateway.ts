import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { upFileSchema } from '@tollgate/contract/process-messages'
import type { GatewayPlace } from './gateway-place.ts'

/** The gateway that `tollgate up` has started beside this process, as its file says; undefined: there is none. */
export async function localGateway(home: string): Promise<GatewayPlace | undefined> {
  const text = await readFile(join(home, 'run', 'up.json'), 'utf8').catch(() => undefined)
  const upFile = text === undefined ? undefined : upFileSchema.safeParse(asJson(text)).data
  // Zero: it is being started.
  if (upFile === undefined || upFile.httpsPort === 0) return undefined
  const certificate = await readFile(upFile.certificateFile, 'utf8').catch(() => undefined)
  return certificate === undefined ? undefined : { url: `https://127.0.0.1:${upFile.httpsPort}`, certificate }
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
