import { readFileSync, statSync } from 'node:fs'
import { z } from 'zod'
import { secretName } from './service-fields.ts'

/** A secret of a service, and the only origin for which it is used. */
export interface ServiceSecret {
  readonly origin: string
  readonly secret: string
}

/** Secrets by the names under which policies refer to them. A policy's configuration never holds one: it is shown and exported. */
export interface ServiceSecrets {
  find(name: string): ServiceSecret | undefined
}

const secretsFile = z.record(
  secretName,
  z.strictObject({
    origin: z.string().refine(isOrigin, 'is no origin such as https://api.openai.com'),
    secret: z.string().trim().min(1).max(8_000),
  }),
)

/** How often the file is looked at. */
const lookAgainMs = 1_000
const fileBytesMax = 1_048_576

interface SecretsFileOptions {
  readonly path: string
  now(): number
  /** The file cannot be used: `reason` is a sentence without any of its content. */
  onProblem(reason: string): void
}

/** The operator's file of secrets, read anew when it changed; while it cannot be read, what was read before stays in force. */
export class SecretsFile implements ServiceSecrets {
  private readonly options: SecretsFileOptions
  private secrets: ReadonlyMap<string, ServiceSecret> = new Map()
  private state = ''
  private lookedAt = Number.NEGATIVE_INFINITY

  constructor(options: SecretsFileOptions) {
    this.options = options
  }

  find(name: string): ServiceSecret | undefined {
    const now = this.options.now()
    if (now - this.lookedAt >= lookAgainMs) {
      this.lookedAt = now
      this.look()
    }
    return this.secrets.get(name)
  }

  private look(): void {
    const { path } = this.options
    const file = statSync(path, { throwIfNoEntry: false, bigint: true })
    const state = file === undefined ? 'none' : `${file.mtimeNs} ${file.ctimeNs} ${file.size} ${file.ino}`
    if (state === this.state) return
    this.state = state
    const read = file === undefined ? new Map<string, ServiceSecret>() : readSecrets(path, Number(file.size))
    if (typeof read === 'string') this.options.onProblem(read)
    else this.secrets = read
  }
}

/** The secrets, or a sentence that says what is wrong. */
function readSecrets(path: string, bytes: number): Map<string, ServiceSecret> | string {
  if (bytes > fileBytesMax) return `${path} is larger than ${fileBytesMax} bytes.`
  let json: unknown
  try {
    json = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    // A parser's message quotes the text.
    const isJson = error instanceof SyntaxError
    return isJson ? `${path} is not JSON.` : `${path} cannot be read.`
  }
  const parsed = secretsFile.safeParse(json)
  if (parsed.success) return new Map(Object.entries(parsed.data))
  const places = parsed.error.issues.map(({ path: place }) => place.join('.') || 'the whole')
  return `${path} is not a file of service secrets: look at ${places.join(', ')}.`
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text
}
