import { realpathSync, statSync } from 'node:fs'
import { failureReason } from '../files/failure-reason.ts'
import { writeAtomically } from '../files/write-atomically.ts'
import { PlainFailure } from '../plain-failure.ts'
import type { Edit } from './edit-keys.ts'
import { readConfigText } from './read-config.ts'

const triesMax = 5

/** Reads, edits and replaces the file; somebody else's change in between is taken in, not overwritten. */
export function editConfigFile<Made extends Edit>(
  file: string,
  edit: (place: { file: string; text: string }) => Made,
): Exclude<Made, { problem: string }> {
  for (let attempt = 1; attempt <= triesMax; attempt++) {
    const before = readText(file)
    const made = edit({ file, text: before })
    if ('problem' in made) throw new PlainFailure(made.problem)
    if (readText(file) !== before) continue
    replace(file, made.text)
    return made as Exclude<Made, { problem: string }>
  }
  throw new PlainFailure(`${file} keeps changing while it is edited: try again.`)
}

function readText(file: string): string {
  const read = readConfigText(file)
  if (!read.ok) throw new PlainFailure(read.message)
  return read.value
}

function replace(file: string, text: string): void {
  try {
    // A link stays a link: what it points to is replaced.
    const target = realpathSync(file)
    const { mode, uid, gid } = statSync(target)
    writeAtomically(target, text, { mode: mode & 0o777, owner: { uid, gid } })
  } catch (error) {
    throw new PlainFailure(`${file} cannot be written: ${failureReason(error)}.`, { cause: error })
  }
}
