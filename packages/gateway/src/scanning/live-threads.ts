import type { RE2Set } from 're2js'
import { loopsOf } from './loops-of.ts'

/** Where a match of one of a set's patterns may have begun that the end of a text does not yet show. */
export interface LiveThreads {
  openFrom(text: string, from: number): number
  /** True where a match can go on over words and lines without end, as `[\s\S]*` does. */
  readonly isOpenEnded: boolean
}

/** The instructions of RE2 programs, as re2js numbers them. */
const opcode = {
  alternative: 1,
  capture: 3,
  emptyWidth: 4,
  fail: 5,
  match: 6,
  nop: 7,
  rune: 8,
  rune1: 9,
  any: 10,
  anyNotNewline: 11,
} as const
const assertion = { beginLine: 1, endLine: 2, beginText: 4, endText: 8, wordBoundary: 16, noWordBoundary: 32 } as const

interface Instruction {
  readonly op: number
  readonly out: number
  readonly arg: number
  matchRune(rune: number): boolean
}

/**
 * Runs the set's own program over a text and tells which threads still live at its end: exactly those begun a match that more text can
 * complete or lengthen. So nothing of a possible match is let go, and nothing else is kept back.
 */
export function liveThreads(set: RE2Set): LiveThreads {
  set.compile()
  const program = { instructions: set.prog.inst as readonly Instruction[], start: set.prog.start }
  return { openFrom: (text, from) => openFrom(program, text, from), isOpenEnded: isOpenEnded(program) }
}

/** Whether a loop of the program takes letters, spaces and line ends alike. */
function isOpenEnded({ instructions }: Program): boolean {
  const next = (pc: number) => {
    const instruction = instructions[pc]
    if (instruction === undefined || instruction.op === opcode.match || instruction.op === opcode.fail) return []
    return instruction.op === opcode.alternative ? [instruction.out, instruction.arg] : [instruction.out]
  }
  return loopsOf(instructions.length, next).some((loop) =>
    [97, 32, 10].every((rune) => loop.some((pc) => takes(instructions[pc] ?? nothing, rune))),
  )
}

const nothing: Instruction = { op: opcode.fail, out: 0, arg: 0, matchRune: () => false }

interface Program {
  readonly instructions: readonly Instruction[]
  readonly start: number
}

function openFrom(program: Program, text: string, from: number): number {
  let current = new Threads(program)
  let next = new Threads(program)
  for (let index = from; index < text.length; ) {
    const rune = text.codePointAt(index) ?? 0
    const width = rune > 0xffff ? 2 : 1
    current.add(program.start, index, conditions(text, index))
    const after = index + width
    const conditionsAfter = conditions(text, after)
    next.clear()
    for (let entry = 0; entry < current.count; entry++) {
      const pc = current.pcs[entry] ?? 0
      const instruction = program.instructions[pc]
      if (instruction !== undefined && takes(instruction, rune))
        next.add(instruction.out, current.starts[pc] ?? 0, conditionsAfter)
    }
    ;[current, next] = [next, current]
    index = after
  }
  let earliest = text.length
  for (let entry = 0; entry < current.count; entry++)
    earliest = Math.min(earliest, current.starts[current.pcs[entry] ?? 0] ?? earliest)
  return earliest
}

/** The states of one position, each with the earliest begin that leads to it. */
class Threads {
  /** In the order in which they were added: earliest begins first. */
  readonly pcs: Int32Array
  readonly starts: Int32Array
  count = 0
  private readonly seen: Int32Array
  private generation = 1
  private readonly instructions: readonly Instruction[]

  constructor({ instructions }: Program) {
    this.instructions = instructions
    this.pcs = new Int32Array(instructions.length)
    this.starts = new Int32Array(instructions.length)
    this.seen = new Int32Array(instructions.length)
  }

  clear(): void {
    this.count = 0
    this.generation++
  }

  add(pc: number, start: number, holding: number): void {
    const open = [pc]
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const instruction = this.instructions[at]
      if (instruction === undefined || this.seen[at] === this.generation) continue
      this.seen[at] = this.generation
      switch (instruction.op) {
        case opcode.alternative:
          open.push(instruction.arg, instruction.out)
          break
        case opcode.capture:
        case opcode.nop:
          open.push(instruction.out)
          break
        case opcode.emptyWidth:
          if ((instruction.arg & ~holding) === 0) open.push(instruction.out)
          break
        case opcode.fail:
          break
        default:
          this.starts[at] = start
          this.pcs[this.count++] = at
      }
    }
  }
}

function takes(instruction: Instruction, rune: number): boolean {
  switch (instruction.op) {
    case opcode.any:
      return true
    case opcode.anyNotNewline:
      return rune !== 10
    case opcode.rune:
    case opcode.rune1:
      return instruction.matchRune(rune)
    default:
      return false
  }
}

/** The assertions that hold between two characters; at the end of what is there, all that what follows may make true. */
function conditions(text: string, index: number): number {
  const before = index === 0 ? -1 : text.charCodeAt(index - 1)
  let holding = before === -1 ? assertion.beginText | assertion.beginLine : before === 10 ? assertion.beginLine : 0
  if (index >= text.length)
    return holding | assertion.endLine | assertion.endText | assertion.wordBoundary | assertion.noWordBoundary
  const after = text.charCodeAt(index)
  if (after === 10) holding |= assertion.endLine
  return holding | (isWord(before) === isWord(after) ? assertion.noWordBoundary : assertion.wordBoundary)
}

function isWord(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122)
}
