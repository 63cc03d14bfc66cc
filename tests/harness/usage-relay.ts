import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { resetSocket } from '../fake-provider/reset-socket.ts'

const shipment = 'POST /internal/v1/usage '

/** Stands between a gateway and the control plane's port, and can lose the answers to shipments of usage: the control plane has them then, and the gateway does not know. */
export class UsageRelay implements AsyncDisposable {
  readonly url: string
  /** Shipments that began until now. */
  shipments = 0
  /** Answers to shipments that did not get through. */
  lost = 0
  losesAnswers = false
  /** Told as a shipment goes through, before the control plane can have answered it. */
  onShipment: () => void = () => undefined
  readonly #server: Server
  readonly #control: { readonly host: string; readonly port: number }
  readonly #sockets = new Set<Socket>()

  static async start(controlUrl: string): Promise<UsageRelay> {
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new UsageRelay(server, new URL(controlUrl))
  }

  private constructor(server: Server, control: URL) {
    this.#server = server
    this.#control = { host: control.hostname, port: Number(control.port) }
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    server.on('connection', (gateway) => this.#relay(gateway))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  #relay(gateway: Socket): void {
    const control = connect(this.#control)
    let isShipment = false
    gateway.once('data', (bytes: Buffer) => {
      isShipment = bytes.toString('latin1', 0, shipment.length) === shipment
      if (!isShipment) return
      this.shipments++
      this.onShipment()
    })
    control.on('data', (bytes: Buffer) => {
      if (!isShipment || !this.losesAnswers) return void gateway.write(bytes)
      this.lost++
      resetSocket(gateway)
    })
    gateway.on('data', (bytes: Buffer) => void control.write(bytes))
    this.#join(gateway, control)
    this.#join(control, gateway)
  }

  #join(from: Socket, to: Socket): void {
    this.#sockets.add(from)
    from.on('error', () => resetSocket(to))
    from.on('end', () => to.end())
    from.on('close', () => {
      this.#sockets.delete(from)
      to.end()
    })
  }
}
