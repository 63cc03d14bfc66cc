import { misuse } from '../command-failure.ts'

/** The JSON of a flag; a sentence that names the flag where it is none. */
export function readJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw misuse(`--${name} is no JSON that can be read: ${error instanceof Error ? error.message : String(error)}.`)
  }
}
