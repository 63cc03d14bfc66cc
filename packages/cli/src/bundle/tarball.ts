import { gzipSync } from 'node:zlib'

export interface PackedFile {
  readonly name: string
  readonly content: Buffer
  readonly isProgram?: boolean
}

const blockBytes = 512

/** A package as npm packs one: a gzipped ustar archive (POSIX.1-1988) below `package/`. The same files make the same bytes. */
export function packTarball(files: readonly PackedFile[]): Buffer {
  const blocks = files.flatMap((file) => [headerOf(file), file.content, padding(file.content.length)])
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * blockBytes)]), { level: 9 })
}

function headerOf({ name, content, isProgram = false }: PackedFile): Buffer {
  const header = Buffer.alloc(blockBytes)
  const path = `package/${name}`
  if (path.length > 100) throw new Error(`${path} is too long for a tar header`)
  header.write(path, 0)
  header.write(octal(isProgram ? 0o755 : 0o644, 7), 100)
  header.write(octal(0, 7), 108)
  header.write(octal(0, 7), 116)
  header.write(octal(content.length, 11), 124)
  // npm's own time for everything, 26 October 1985: archives do not differ by when they were made.
  header.write(octal(499_162_500, 11), 136)
  header.write('0', 156)
  header.write('ustar\u000000', 257)
  // The sum is over the header with spaces in its own place.
  header.fill(' ', 148, 156)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${octal(sum, 6)} `, 148)
  return header
}

function padding(bytes: number): Buffer {
  return Buffer.alloc((blockBytes - (bytes % blockBytes)) % blockBytes)
}

/** Digits and the NUL that ends them. */
function octal(value: number, digits: number): string {
  return `${value.toString(8).padStart(digits, '0')}\0`
}
