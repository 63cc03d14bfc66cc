/** What is wrong with a response, as the end of a sentence that begins with "the provider cannot be read:". */
export type ResponseFault = string

export function isResponseFault(value: Buffer | ResponseFault | undefined): value is ResponseFault {
  return typeof value === 'string'
}
