import type { Detector, Hit } from '../detector.ts'

const opening = '-----BEGIN '
const head = /-----BEGIN (?:[A-Z0-9]{1,16} ){0,4}PRIVATE KEY(?: BLOCK)?-----/y
const headLengthMax = opening.length + 4 * 17 + 'PRIVATE KEY BLOCK-----'.length
const tail = /-----END (?:[A-Z0-9]{1,16} ){0,4}PRIVATE KEY(?: BLOCK)?-----/y
const tailLengthMax = headLengthMax
/** What stands in a key's block: base64, headers such as `DEK-Info: AES-128-CBC,…`, and `\n` where the block is inside JSON. */
const body = /[A-Za-z0-9+/=\s\\:,.()>|_-]/
/** Of a block that has no end. */
const blockCharactersMax = 32_768
/** A block without an end is one where it has as much in one piece as the first line of a key. */
const keyMaterial = /[A-Za-z0-9+/]{40}/

/** Private keys in PEM: the whole block, or what there is of it. Found in source code and in JSON, where line ends are escaped. */
export const privateKey = (): Detector => ({
  find(text, from) {
    const hits: Hit[] = []
    for (let start = text.indexOf(opening, from); start !== -1; ) {
      const block = blockAt(text, start)
      const end = block?.end ?? start + opening.length
      if (block?.isKey === true) hits.push({ from: start, start, end })
      start = text.indexOf(opening, end)
    }
    return hits
  },
  openFrom(text, from) {
    for (let start = text.indexOf(opening, from); start !== -1; ) {
      const block = blockAt(text, start)
      if (block?.isOpen === true) return start
      start = text.indexOf(opening, block?.end ?? start + opening.length)
    }
    return beginningAtEnd(text, from)
  },
})

interface Block {
  readonly end: number
  readonly isKey: boolean
  /** More text may complete or lengthen it. */
  readonly isOpen: boolean
}

/** undefined: no block of a private key begins here. */
function blockAt(text: string, start: number): Block | undefined {
  head.lastIndex = start
  const found = head.exec(text)
  if (found === null) {
    const rest = text.slice(start)
    return rest.length < headLengthMax && !/[^A-Z0-9 -]/.test(rest)
      ? { end: text.length, isKey: false, isOpen: true }
      : undefined
  }
  const bodyStart = start + found[0].length
  const limit = Math.min(text.length, bodyStart + blockCharactersMax)
  let end = bodyStart
  while (end < limit && !isTailAt(text, end) && body.test(text.charAt(end))) end++
  tail.lastIndex = end
  const ending = tail.exec(text)
  if (ending !== null) return { end: end + ending[0].length, isKey: true, isOpen: false }
  const isKey = keyMaterial.test(text.slice(bodyStart, end))
  const isOpen = end === text.length && end - bodyStart < blockCharactersMax
  const mayEnd = isTailAt(text, end) && text.length - end < tailLengthMax && !/[^A-Z0-9 -]/.test(text.slice(end))
  return { end, isKey, isOpen: isOpen || mayEnd }
}

function isTailAt(text: string, index: number): boolean {
  return text.startsWith('-----END ', index)
}

/** Where the text ends in the beginning of `-----BEGIN `. */
function beginningAtEnd(text: string, from: number): number {
  for (let length = Math.min(opening.length - 1, text.length - from); length > 0; length--)
    if (text.endsWith(opening.slice(0, length))) return text.length - length
  return text.length
}
