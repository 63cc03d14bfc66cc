import { createHash } from 'node:crypto'

/** Lines that are full of numbers, hashes and names, as agents read them all day, and that say nothing of anybody. The same in every run. */
export function harmlessLines(rounds: number): string[] {
  return Array.from({ length: rounds }, (_, round) => linesOf(numbersOf(round))).flat()
}

interface Numbers {
  hex(length: number): string
  /** From 0 up to, and without, `limit`. */
  below(limit: number): number
}

function numbersOf(round: number): Numbers {
  let count = 0
  const hash = () => createHash('sha256').update(`${round} ${count++}`).digest('hex')
  return {
    hex: (length) => hash().repeat(2).slice(0, length),
    below: (limit) => Number.parseInt(hash().slice(0, 12), 16) % limit,
  }
}

function linesOf({ hex, below }: Numbers): string[] {
  const two = (limit: number, from = 0) => String(from + below(limit)).padStart(2, '0')
  const date = `20${two(15, 15)}-${two(12, 1)}-${two(28, 1)}`
  const time = `${two(24)}:${two(60)}:${two(60)}.${String(below(1_000)).padStart(3, '0')}`
  const uuid = [8, 4, 4, 4, 12].map(hex).join('-')
  const version = `${below(30)}.${below(50)}.${below(400)}`
  return [
    `${date}T${time}Z INFO  [worker-${below(16)}] request ${uuid} took ${below(9_000)} ms, ${below(5_000_000)} bytes, status ${200 + below(300)}`,
    `commit ${hex(40)}\nDate:   ${date} ${time.slice(0, 8)} +0${below(10)}00`,
    `index ${hex(7)}..${hex(7)} 100644`,
    `@@ -${below(4_000)},${below(40)} +${below(4_000)},${below(40)} @@ export function take${below(99)}(x: number) {`,
    `image: registry.example.com/app/api@sha256:${hex(64)}`,
    `session ${uuid.toUpperCase()} trace=${hex(32)} span=${hex(16)}`,
    `"version": "${version}", "react": "^${version}-rc.${below(20)}", "node": ">=${below(30)}.${below(20)}.0"`,
    `total: $${below(9_999)}.${two(100)}, ${below(900)},${String(below(1_000)).padStart(3, '0')}.00 EUR, £${below(500)}.99 (VAT ${below(25)}%)`,
    `built on ${two(28, 1)}/${two(12, 1)}/20${two(15, 15)}, due ${two(28, 1)}.${two(12, 1)}.20${two(15, 15)}, epoch ${1_500_000_000 + below(300_000_000)}`,
    `epochs in ms ${1_500_000_000_000 + below(300_000_000_000)}, pid ${below(65_536)}, 0x${hex(8)}, 0x${hex(16)}`,
    `const sizes = [${Array.from({ length: 8 }, () => below(100_000)).join(', ')}]`,
    `  at Object.run (/srv/app/src/module-${below(99)}.ts:${below(900)}:${below(80)})`,
    `GET /api/v${below(4)}/items?page=${below(500)}&limit=${below(100)}&sort=-createdAt HTTP/1.1" ${200 + below(300)} ${below(90_000)}`,
    `-rw-r--r-- 1 root root ${below(9_000_000)} Nov ${two(28, 1)} ${two(24)}:${two(60)} part-${two(99)}.parquet`,
    `loss=${below(10)}.${below(1_000_000)} acc=0.${below(10_000)} step=${below(100_000)}/${below(1_000_000)} eta=${two(24)}:${two(60)}:${two(60)}`,
    `ETag: W/"${hex(10)}-${hex(12)}", color: #${hex(6)}; rgba(${below(256)}, ${below(256)}, ${below(256)}, 0.${below(10)})`,
  ]
}
