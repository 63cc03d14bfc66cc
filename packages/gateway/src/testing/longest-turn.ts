/**
 * The longest turn of this thread's event loop while `work` is done, in milliseconds of its own processor time: what other programs
 * and threads of a busy machine take does not count.
 */
export async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  let longest = 0
  let last = ownTime()
  const look = () => {
    const now = ownTime()
    longest = Math.max(longest, now - last)
    last = now
  }
  let isDone = false
  const turn = () => {
    look()
    if (!isDone) setImmediate(turn)
  }
  setImmediate(turn)
  await work()
  isDone = true
  look()
  return longest
}

function ownTime(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}
