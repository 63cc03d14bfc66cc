import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { test } from 'node:test'
import { resetSocket } from './reset-socket.ts'

for (const isEnding of [false, true])
  test(`a connection ${isEnding ? 'whose end is being sent' : 'that is open'} is closed by it`, async () => {
    const server = createServer((socket) => socket.resume().on('error', () => undefined))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    await once(socket, 'connect')
    const closed = Promise.all([once(socket, 'close'), once(server, 'close')])
    if (isEnding) socket.end()
    resetSocket(socket)
    server.close()
    await closed
    assert.equal(socket.destroyed, true)
  })
