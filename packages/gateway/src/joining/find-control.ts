import { parseJoinToken } from '@tollgate/contract/gateway-link'
import type { ControlAddress } from '../config/control-link.ts'
import { joinControl } from './join-control.ts'
import { readJoined, saveJoined } from './joined-file.ts'

interface FindOptions {
  /** TOLLGATE_CONTROL_URL and TOLLGATE_CONTROL_TOKEN. */
  readonly url: string | undefined
  readonly token: string | undefined
  /** TOLLGATE_JOIN_TOKEN. */
  readonly joinToken: string | undefined
  /** What this gateway wants to be called. */
  readonly name: string | null
  readonly software: string
  /** Where it keeps that it has joined. */
  readonly joinedFile: string
  onJoined(about: { readonly name: string; readonly environment: string; readonly url: string }): void
}

/**
 * The control plane to follow: the one that the environment names, as `tollgate up` does; else the one that was joined; else the one
 * that the join token names, which is joined now. Throws the sentence for the person at the terminal.
 */
export async function findControl(options: FindOptions): Promise<ControlAddress> {
  const { url = '', token = '' } = options
  if (url !== '' || token !== '') return namedControl(url, token)
  const joined = readJoined(options.joinedFile) ?? (await join(options))
  return { url: joined.url, token: joined.token, fingerprint: joined.fingerprint }
}

function namedControl(url: string, token: string): ControlAddress {
  if (url === '' || token === '') {
    const [set, missing] = url === '' ? ['TOKEN', 'URL'] : ['URL', 'TOKEN']
    throw new Error(
      `TOLLGATE_CONTROL_${set} is set and TOLLGATE_CONTROL_${missing} is not: set both, or neither to join a control plane with TOLLGATE_JOIN_TOKEN.`,
    )
  }
  const parsed = URL.parse(url)
  if (parsed?.protocol !== 'http:' || !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(parsed.hostname)) {
    throw new Error(
      `TOLLGATE_CONTROL_URL is '${url}': it has to be an http address of this machine. A control plane elsewhere is joined with TOLLGATE_JOIN_TOKEN.`,
    )
  }
  return { url, token }
}

async function join({ joinToken = '', joinedFile, name, software, onJoined }: FindOptions) {
  if (joinToken === '') {
    throw new Error(
      'This gateway has no control plane to follow: put a join token of one into TOLLGATE_JOIN_TOKEN, or use `tollgate up`, which runs both.',
    )
  }
  const token = parseJoinToken(joinToken)
  if (token === undefined)
    throw new Error('TOLLGATE_JOIN_TOKEN is no join token: copy it whole, as it was shown; it begins with tgj_.')
  const answer = await joinControl(token, { name, software })
  const joined = { ...answer, url: token.url, fingerprint: token.fingerprint }
  saveJoined(joinedFile, joined)
  onJoined(joined)
  return joined
}
