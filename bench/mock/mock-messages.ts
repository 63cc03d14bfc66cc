import type { AnswerScript } from '../scenario.ts'

/** bench → mock, over Node's IPC channel: the one answer that this mock gives to every call. */
export interface ServeMessage {
  readonly answer: AnswerScript
}

/** mock → bench: the port on 127.0.0.1 is open. */
export interface ListeningMessage {
  readonly port: number
}
