import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { temporaryFolder } from '../../../packages/gateway/src/testing/temporary-folder.ts'
import { type Type, Types } from './declared-types.ts'
import { Sampler } from './samples.ts'
import { stringFields } from './string-fields.ts'

const shared = `
export type Metadata = { [key: string]: string };
export interface Base { base?: string | null; }
`
const main = `
import * as Shared from "./shared.js";
import { type Base, Other } from "./shared.js";
/** A comment; with { braces and 'quotes'. */
export declare class Api extends Base { create(body: Request): Promise<{ answer: string; }>; }
export interface Request extends Base {
    /** What is said. */
    said: string | Array<Part>;
    readonly how?: 'loud' | 'low';
    open?: (string & {}) | 'listed';
    metadata?: Shared.Metadata | null;
    count: number;
    any?: unknown;
    nested?: Request.Nested | null;
    list?: Part[];
}
export declare namespace Request {
    interface Nested { type: 'nested'; inner?: Nested.Inner; }
    namespace Nested {
        interface Inner { text: string; again?: Array<Request.Nested>; }
    }
}
export type Part = Part.Text | Part.Image;
export declare namespace Part {
    interface Text { type: 'text'; text: string; }
    interface Image { type: 'image'; url: string; }
}
export { type Request as R, type Part as P };
`

function read(text: string): Type {
  using folder = temporaryFolder()
  const file = join(folder.path, 'main.d.ts')
  writeFileSync(file, text)
  writeFileSync(join(folder.path, 'shared.d.ts'), shared)
  const type = new Types().find(['Request'], { file, scope: [] })
  // Declarations are read when they are asked for.
  stringFields([type])
  return type
}

const rows = [
  'Base.base',
  'Metadata.*',
  'Part.Image.url',
  'Part.Text.text',
  'Request.Nested.Inner.text',
  'Request.any',
  'Request.open',
  'Request.said',
]

describe('stringFields', () => {
  it('finds every string of the writer, through names, namespaces, lists, unions and bases', () => {
    assert.deepEqual([...stringFields([read(main)])].sort(), rows)
  })

  it('finds a field that a newer schema adds, however deep', () => {
    const newer = main.replace('text: string; again', 'text: string; note?: string | null; again')
    assert.deepEqual([...stringFields([read(newer)])].sort(), [...rows, 'Request.Nested.Inner.note'].sort())
  })

  it('refuses what it cannot read, so that nothing is overlooked', () => {
    assert.throws(() => read(main.replace('count: number', 'count: Pick<Base, "base">')), /Pick/)
    assert.throws(() => read(main.replace('count: number', 'count: Unheard')), /Unheard is not declared/)
    assert.throws(() => read(main.replace('count: number', 'count: [K in Part]')), /Request/)
  })
})

describe('Sampler', () => {
  it('writes every alternative and every field, each with a mark of its own', () => {
    const sampler = new Sampler()
    const documents = sampler.documents(read(main))
    const text = JSON.stringify(documents)
    const marks = [...text.matchAll(/mark_\d+/g)].map(([mark]) => mark)
    assert.equal(new Set(marks).size, marks.length)
    assert.deepEqual([...new Set(marks.map((mark) => sampler.marks.get(mark)))].sort(), rows)
    for (const word of ['"loud"', '"nested"', '"image"']) assert.ok(text.includes(word), word)
    // A string, and a list of both parts.
    assert.ok(documents.length >= 2)
  })
})
