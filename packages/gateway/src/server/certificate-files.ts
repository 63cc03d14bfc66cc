import { readFileSync, statSync, watch } from 'node:fs'
import { basename, dirname } from 'node:path'
import { createSecureContext } from 'node:tls'

export interface CertificateFiles {
  readonly certificate: string
  readonly key: string
}

export interface CertificatePair {
  readonly cert: Buffer
  readonly key: Buffer
}

const settleMs = 100

/** Reads both files and checks that they belong together; throws with a sentence that names the file. */
export function readCertificate(files: CertificateFiles): CertificatePair {
  const pair = { cert: readNamed(files.certificate, 'certificate'), key: readNamed(files.key, 'key') }
  try {
    createSecureContext(pair)
  } catch (cause) {
    throw new Error(
      `The certificate ${files.certificate} and the key ${files.key} cannot be used together: ${reason(cause)}`,
      { cause },
    )
  }
  return pair
}

/**
 * Calls back with the new pair after the files were replaced, or with what is wrong with them; the old pair then stays in
 * force. Folders are watched, because editors and renewals replace a file rather than write into it.
 */
export function watchCertificate(
  files: CertificateFiles,
  onChange: (pair: CertificatePair | Error) => void,
): () => void {
  let before = fingerprint(files)
  let timer: NodeJS.Timeout | undefined
  const check = () => {
    const now = fingerprint(files)
    if (now === before) return
    before = now
    onChange(tryRead(files))
  }
  const names = new Set([basename(files.certificate), basename(files.key)])
  const folders = new Set([dirname(files.certificate), dirname(files.key)])
  const watchers = [...folders].map((folder) =>
    watch(folder, { persistent: false }, (_event, name) => {
      if (name !== null && !names.has(name)) return
      clearTimeout(timer)
      timer = setTimeout(check, settleMs)
    }),
  )
  return () => {
    clearTimeout(timer)
    for (const watcher of watchers) watcher.close()
  }
}

function tryRead(files: CertificateFiles): CertificatePair | Error {
  try {
    return readCertificate(files)
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

function readNamed(path: string, what: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw new Error(`The ${what} ${path} cannot be read: ${reason(cause)}`, { cause })
  }
}

function fingerprint(files: CertificateFiles): string {
  return [files.certificate, files.key]
    .map((path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 'missing')
    .join(' ')
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
