import type { TriedCallEvents } from '@tollgate/contract/resources/playground'
import { useEffect, useRef, useState } from 'react'
import { Problem } from '../../client/problem.ts'
import { streamCall } from '../../client/stream-call.ts'
import { AnswerReader, type Refused } from './answer-reader.ts'
import { type Prompt, requestBody } from './request-body.ts'
import { dropTestKey, makeTestKey, type TestKey } from './test-key.ts'

export interface Tried {
  readonly state: 'sending' | 'answering' | 'done' | 'stopped' | 'broken'
  readonly words: string
  readonly head: TriedCallEvents['head'] | undefined
  /** Of the key that it was made with. */
  readonly keyId: string | undefined
  readonly endedAt: number | undefined
  readonly totalMs: number | undefined
  readonly refused: Refused | undefined
  /** Why it broke off. */
  readonly broken: string | undefined
  /** The call was never made. */
  readonly problem: Problem | undefined
}

const nothing: Tried = {
  ...{ state: 'sending', words: '', head: undefined, keyId: undefined, endedAt: undefined, totalMs: undefined },
  ...{ refused: undefined, broken: undefined, problem: undefined },
}

interface Sending {
  readonly apiId: string
  readonly application: string
  readonly prompt: Prompt
}

/** One call at a time: sent, shown as it comes, stopped. */
export function useTry(): {
  readonly tried: Tried | undefined
  readonly send: (sending: Sending) => Promise<void>
  readonly stop: () => void
} {
  const [tried, show] = useState<Tried>()
  const stopping = useRef<AbortController>(undefined)
  const key = useRef<TestKey>(undefined)
  useEffect(
    () => () => {
      stopping.current?.abort()
      if (key.current !== undefined) dropTestKey(key.current)
    },
    [],
  )
  const keyOf = async ({ apiId, application }: Sending): Promise<TestKey> => {
    if (key.current?.of !== application) {
      if (key.current !== undefined) dropTestKey(key.current)
      key.current = await makeTestKey(apiId, application)
    }
    return key.current
  }
  const send = async (sending: Sending) => {
    const controller = new AbortController()
    stopping.current = controller
    const { apiId, prompt } = sending
    let now = nothing
    const note = (news: Partial<Tried>) => {
      now = { ...now, ...news }
      show(now)
    }
    note({})
    try {
      const { id: keyId, key: secret } = await keyOf(sending)
      note({ keyId })
      const body = { key: secret, dialect: prompt.dialect, body: requestBody(prompt) }
      await follow(streamCall('tryApi', { params: { id: apiId }, body }, controller.signal), note)
      if (now.state === 'answering') note({ state: 'broken', broken: 'The answer broke off.' })
    } catch (error) {
      if (controller.signal.aborted) note({ state: 'stopped' })
      else if (error instanceof Problem) note({ state: 'broken', problem: error })
      else note({ state: 'broken', broken: 'The answer broke off.' })
    }
    note({ endedAt: Date.now() })
  }
  return { tried, send, stop: () => stopping.current?.abort() }
}

async function follow(events: ReturnType<typeof streamCall>, note: (news: Partial<Tried>) => void): Promise<void> {
  let reader = new AnswerReader(false)
  for await (const { name, data } of events) {
    const told: unknown = JSON.parse(data)
    if (name === 'head') {
      const head = told as TriedCallEvents['head']
      const type = head.headers.find(([header]) => header === 'content-type')?.[1] ?? ''
      reader = new AnswerReader(type.includes('event-stream'))
      note({ head, state: 'answering' })
    } else if (name === 'text') {
      reader.push(told as TriedCallEvents['text'])
      note({ words: reader.words, refused: reader.refused })
    } else if (name === 'end') {
      reader.end()
      const { ms } = told as TriedCallEvents['end']
      note({ state: 'done', totalMs: ms, words: reader.words, refused: reader.refused })
    } else if (name === 'failed') {
      const { reason, ms } = told as TriedCallEvents['failed']
      note({ state: 'broken', broken: reason, totalMs: ms })
    }
  }
}
