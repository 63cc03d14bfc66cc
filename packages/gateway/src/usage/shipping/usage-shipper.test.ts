import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { pino } from 'pino'
import { fingerprintOf } from '../../config/pinned-connection.ts'
import { makeCertificate } from '../../testing/certificate.ts'
import { ControlStandIn } from '../../testing/control-stand-in.ts'
import { type TemporaryFolder, temporaryFolder } from '../../testing/temporary-folder.ts'
import { until } from '../../testing/until.ts'
import { sealed } from '../sealed-line.ts'
import { type ShippingOptions, UsageShipper } from './usage-shipper.ts'

const file = 'usage-2026-11-22.ndjson'
const now = () => Date.parse('2026-11-22T12:00:00Z')

describe('UsageShipper', () => {
  let folder: TemporaryFolder
  let control: ControlStandIn
  let shippers: UsageShipper[]
  let log: string[]
  let written: string[]

  beforeEach(async () => {
    folder = temporaryFolder()
    mkdirSync(join(folder.path, 'open'))
    control = await ControlStandIn.start()
    shippers = []
    log = []
    written = []
  })

  afterEach(async () => {
    await Promise.all(shippers.map((shipper) => shipper.stop()))
    await control[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  const write = (...ids: readonly string[]) => {
    written.push(...ids)
    appendFileSync(join(folder.path, file), ids.map((id) => `${sealed(JSON.stringify({ id }))}\n`).join(''))
  }
  const start = (options: Partial<ShippingOptions> = {}) => {
    const shipper = new UsageShipper({
      ...{ control, usageDirectory: folder.path, usageDays: 30, now, everyMs: 5 },
      log: pino({ base: null }, { write: (line: string) => void log.push(JSON.parse(line).msg) }),
      ...options,
    })
    shippers.push(shipper)
    return shipper
  }
  const untilShipped = () => until('all records to be shipped', () => written.every((id) => control.usage.has(id)))

  it('ships what is there and what comes, each line once, as it stands', async () => {
    write('a', 'b')
    const shipper = start()
    await untilShipped()
    write('c')
    await untilShipped()
    await shipper.stop()
    const asked = control.usageAsked
    assert.deepEqual(`${[...control.usage.values()].join('\n')}\n`, readFileSync(join(folder.path, file), 'utf8'))
    // Another start finds nothing that is new.
    await start().stop()
    assert.equal(control.usageAsked, asked)
    assert.deepEqual(log, [])
  })

  it('packed, where the control plane is on another machine', async () => {
    const certificate = makeCertificate(folder.path)
    await using far = await ControlStandIn.start([], { certificate })
    const fingerprint = fingerprintOf(new X509Certificate(readFileSync(certificate.certificate)))
    write('a', 'b')
    const shipper = start({ control: { url: far.url, token: far.token, fingerprint } })
    await until('both', () => far.usage.size === 2)
    await shipper.stop()
  })

  it('nothing is lost or twice while the control plane is full, loses its answers, does not know the token, or is older', async () => {
    const shipper = start()
    control.losesAnswers = true
    write('a', 'b')
    await until('an answer to be lost, twice', () => control.usageAsked >= 2)
    control.losesAnswers = false
    for (const status of [503, 401, 404]) {
      control.usageStatus = status
      write(`at ${status}`)
      await until('it to be refused', () => log.length > 0)
      assert.equal(control.usage.has(`at ${status}`), false)
      control.usageStatus = 200
      await untilShipped()
      await until('the log to say so', () => log.length === 2)
      assert.deepEqual(log.splice(0), [
        'the control plane does not take usage now; it is kept here',
        'usage is shipped again',
      ])
    }
    await shipper.stop()
    assert.deepEqual([...control.usage.keys()], written)
  })

  it('what was written until the end goes with it, and else with the next start', async () => {
    const shipper = start({ everyMs: 60_000 })
    write('a')
    await shipper.stop()
    assert.equal(control.usage.size, 1)
    control.usageStatus = 503
    write('b')
    await start({ everyMs: 60_000 }).stop()
    assert.equal(control.usage.size, 1)
    control.usageStatus = 200
    await start({ everyMs: 60_000 }).stop()
    assert.deepEqual([...control.usage.keys()], written)
  })

  it('a control plane that says nothing holds the end up no longer than a second', async () => {
    write('a')
    control.holdsUsage = true
    const shipper = start()
    await until('it to be asked', () => control.usageAsked > 0)
    await shipper.stop()
    control.holdsUsage = false
    await start().stop()
    assert.equal(control.usage.size, 1)
  })

  it('of two processes on a folder one ships, and the other once it is gone', async () => {
    const one = start()
    write('a')
    await untilShipped()
    start()
    write('b')
    await untilShipped()
    const asked = control.usageAsked
    await one.stop()
    write('c')
    await untilShipped()
    assert.equal(control.usageAsked, asked + 1)
  })

  it('damaged lines are passed over, and the log says how many', async () => {
    write('a')
    appendFileSync(join(folder.path, file), 'torn\n')
    write('b')
    start()
    await untilShipped()
    await until('the log', () => log.length > 0)
    assert.deepEqual(log, ['damaged lines in the usage log were not shipped'])
  })

  it('files of old days go once they are shipped, and not before', async () => {
    const old = join(folder.path, 'usage-2026-10-01.ndjson')
    writeFileSync(old, `${sealed('{"id":"old"}')}\n`)
    write('a')
    control.usageStatus = 503
    start()
    await until('it to be refused', () => log.length > 0)
    assert.ok(existsSync(old))
    control.usageStatus = 200
    await until('it to be deleted', () => !existsSync(old))
    assert.deepEqual([...control.usage.keys()], ['old', 'a'])
    assert.ok(existsSync(join(folder.path, file)))
  })
})
