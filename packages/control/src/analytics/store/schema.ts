import { dimensions } from '../analytics-store.ts'
import { dimensionColumn, latencyDimensions } from './columns.ts'
import { sumColumns } from './sums.ts'

interface Words {
  readonly serial: string
  /** Of a table that is kept in the order of its key. */
  readonly clustered: string
}

/** What both engines have alike. Every number is a whole one; hours and days are counted from 1970 (UTC). */
function sharedTables({ serial, clustered }: Words): string[] {
  const coded = dimensions.map((dimension) => `${dimensionColumn(dimension)} bigint not null`).join(', ')
  const summed = sumColumns.map((column) => `${column} bigint not null`).join(', ')
  const latencyKeys = latencyDimensions.map(dimensionColumn)
  const cube = (name: string) =>
    `create table if not exists ${name} (organisation bigint not null, slot bigint not null, combination bigint not null, ${summed},
      primary key (organisation, slot, combination)) ${clustered}`
  const histogram = (name: string) =>
    `create table if not exists ${name} (organisation bigint not null, slot bigint not null,
      ${latencyKeys.map((column) => `${column} bigint not null`).join(', ')}, kind bigint not null, bucket bigint not null,
      calls bigint not null, primary key (organisation, slot, ${latencyKeys.join(', ')}, kind, bucket)) ${clustered}`
  return [
    `create table if not exists usage_value (id ${serial}, organisation bigint not null, dimension bigint not null,
      value text not null, day bigint not null, unique (organisation, dimension, value))`,
    `create table if not exists usage_combination (id ${serial}, organisation bigint not null, codes text not null,
      ${coded}, day bigint not null, unique (organisation, codes))`,
    cube('usage_hour'),
    cube('usage_day'),
    histogram('usage_latency_hour'),
    histogram('usage_latency_day'),
    `create table if not exists usage_conversation (organisation bigint not null, application bigint not null,
      conversation text not null, combination bigint not null, first_at bigint not null, last_at bigint not null,
      turns bigint not null, first_turn text, last_turn text, calls bigint not null, total_tokens bigint not null,
      cost bigint not null, primary key (organisation, application, conversation)) ${clustered}`,
    'create index if not exists usage_conversation_last on usage_conversation (organisation, last_at)',
    'create table if not exists usage_note (name text primary key, value text not null)',
  ]
}

const callColumns = `organisation bigint not null, at bigint not null, number bigint not null, combination bigint not null,
  status bigint not null, conversation text, key_id text not null, first_byte_ms bigint, total_ms bigint, provider_ms bigint,
  primary key (organisation, at, number)`
const recordColumns = `organisation bigint not null, id text not null, at bigint not null, gateway_id text not null,
  record text not null`

export function sqliteSchema(): string {
  const shared = sharedTables({ serial: 'integer primary key autoincrement', clustered: 'without rowid' })
  return [
    ...shared,
    `create table if not exists usage_call (${callColumns}) without rowid`,
    `create table if not exists usage_record (number integer primary key autoincrement, ${recordColumns}, unique (organisation, id))`,
  ].join('; ')
}

/** Raw records are partitioned by day; partitions are made as days come (partitions.ts). */
export function postgresSchema(): string[] {
  const serial = 'bigint generated always as identity primary key'
  return [
    ...sharedTables({ serial, clustered: '' }),
    `create table if not exists usage_call (${callColumns}) partition by range (at)`,
    'create sequence if not exists usage_number',
    `create table if not exists usage_record (number bigint not null default nextval('usage_number'), ${recordColumns},
      unique (organisation, id, at)) partition by range (at)`,
    'create index if not exists usage_record_number on usage_record (number)',
  ]
}
