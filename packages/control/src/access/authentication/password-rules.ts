const charactersMin = 12
/** Longer ones only cost time to hash. */
const charactersMax = 256

/** What is wrong with a password that somebody wants to set; undefined: nothing. Length is what counts, so there are no composition rules. */
export function passwordObjection(password: string, email: string): string | undefined {
  const characters = [...password].length
  if (characters < charactersMin) return `The password has ${characters} characters: use at least ${charactersMin}.`
  if (characters > charactersMax) return `The password is longer than ${charactersMax} characters.`
  const folded = password.trim().toLowerCase()
  if (folded === email.trim().toLowerCase()) return 'The password is the e-mail address: choose another one.'
  if (new Set(folded).size < 4) return 'The password repeats the same few characters: choose another one.'
  return undefined
}
