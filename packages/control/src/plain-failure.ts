/** Something outside our control went wrong, and the message is all that the person at the terminal needs: what it is, what to do. */
export class PlainFailure extends Error {
  override readonly name = 'PlainFailure'
}
