import { dimensions } from '../analytics-store.ts'
import { dimensionColumn } from './columns.ts'
import { type Cube, cubes, keysOf, latencyTable, units } from './cubes.ts'

interface Words {
  readonly serial: string
  /** Of a table that is kept in the order of its key. */
  readonly clustered: string
  readonly bytes: string
}

/** What both engines have alike. Every number is a whole one; hours and days are counted from 1970 (UTC). */
function sharedTables({ serial, clustered, bytes }: Words): string[] {
  const coded = dimensions.map((dimension) => `${dimensionColumn(dimension)} bigint not null`).join(', ')
  return [
    `create table if not exists usage_value (id ${serial}, organisation bigint not null, dimension bigint not null,
      value text not null, day bigint not null, unique (organisation, dimension, value))`,
    `create table if not exists usage_combination (id ${serial}, organisation bigint not null, codes text not null,
      ${coded}, day bigint not null, used bigint not null, unique (organisation, codes))`,
    ...cubes.flatMap((cube) => cubeTables(cube, clustered)),
    ...units.map(
      (unit) => `create table if not exists ${latencyTable}_${unit} (organisation bigint not null, slot bigint not null,
        combination bigint not null, buckets ${bytes} not null, primary key (organisation, slot, combination)) ${clustered}`,
    ),
    `create table if not exists usage_open_day (organisation bigint not null, day bigint not null, touched bigint not null,
      primary key (organisation, day)) ${clustered}`,
    // In the order in which they began, so that those that go on are together.
    `create table if not exists usage_conversation (organisation bigint not null, application bigint not null,
      conversation text not null, combination bigint not null, first_at bigint not null, last_at bigint not null,
      turns bigint not null, first_turn text, last_turn text, calls bigint not null, total_tokens bigint not null,
      cost bigint not null, primary key (organisation, application, conversation))`,
    'create index if not exists usage_conversation_last on usage_conversation (organisation, last_at)',
    'create table if not exists usage_note (name text primary key, value text not null)',
  ]
}

function cubeTables(cube: Cube, clustered: string): string[] {
  const columns = [...keysOf(cube), ...cube.columns].map((column) => `${column} bigint not null`).join(', ')
  return units.map(
    (unit) =>
      `create table if not exists ${cube.name}_${unit} (${columns}, primary key (${keysOf(cube).join(', ')})) ${clustered}`,
  )
}

const callColumns = `organisation bigint not null, at bigint not null, number bigint not null, combination bigint not null,
  status bigint not null, conversation text, key_id text not null, first_byte_ms bigint, total_ms bigint, provider_ms bigint,
  primary key (organisation, at, number)`
const recordColumns = `organisation bigint not null, id text not null, at bigint not null, gateway_id text not null,
  record text not null`

export function sqliteSchema(): string[] {
  return [
    ...sharedTables({ serial: 'integer primary key autoincrement', clustered: 'without rowid', bytes: 'blob' }),
    `create table if not exists usage_call (${callColumns}) without rowid`,
    `create table if not exists usage_record (number integer primary key autoincrement, ${recordColumns}, unique (organisation, id))`,
  ]
}

/** Raw records are partitioned by day; partitions are made as days come (partitions.ts). */
export function postgresSchema(): string[] {
  const serial = 'bigint generated always as identity primary key'
  return [
    ...sharedTables({ serial, clustered: '', bytes: 'bytea' }),
    `create table if not exists usage_call (${callColumns}) partition by range (at)`,
    'create sequence if not exists usage_number',
    `create table if not exists usage_record (number bigint not null default nextval('usage_number'), ${recordColumns},
      unique (organisation, id, at)) partition by range (at)`,
    'create index if not exists usage_record_number on usage_record (number)',
  ]
}
