import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readBounded } from '../files/read-bounded.ts'
import { PlainFailure } from '../plain-failure.ts'

const pemBytesMax = 1024 * 1024

/** The first certificate of a PEM file (the server's own, before its chain); undefined: there is no such file. */
export function readCertificate(path: string): X509Certificate | undefined {
  const text = readPem(path, 'certificate')
  if (text === undefined) return undefined
  try {
    return new X509Certificate(text)
  } catch (error) {
    throw new PlainFailure(
      `${path} holds no certificate in PEM form that can be read: replace it, or delete it and start again.`,
      { cause: error },
    )
  }
}

/** undefined: there is no such file; 'unreadable': it holds no private key that can be used without a passphrase. */
export function readPrivateKey(path: string): KeyObject | 'unreadable' | undefined {
  const text = readPem(path, 'key')
  if (text === undefined) return undefined
  try {
    return createPrivateKey(text)
  } catch {
    return 'unreadable'
  }
}

function readPem(path: string, kind: string): string | undefined {
  const read = readBounded(path, pemBytesMax)
  if (read.kind === 'missing') return undefined
  if (read.kind === 'unreadable') throw new PlainFailure(`The ${kind} file ${path} cannot be read: ${read.reason}.`)
  return read.text
}
