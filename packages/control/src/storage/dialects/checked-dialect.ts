import { CompiledQuery, type DatabaseConnection, type Dialect, type Driver, type QueryResult } from 'kysely'

export interface EngineRules {
  /** What an error of this engine means: StoreUnavailable, UniqueFailure, ReferenceFailure, or the error itself. */
  readonly translate: (error: unknown) => unknown
  /** Another way to begin a transaction. */
  readonly begin?: string
  /** False where the engine has rolled back by itself. */
  readonly isOpen?: () => boolean
  /** True inside a change: whoever asks for a connection there waits for himself. */
  readonly isInsideChange: () => boolean
  /** One connection for all, who take turns. */
  readonly isSingle: boolean
}

/** The one place where what the engine throws is given a meaning. */
export function checkedDialect(dialect: Dialect, rules: EngineRules): Dialect {
  return {
    createDriver: () => new CheckedDriver(dialect.createDriver(), rules),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createAdapter: () => dialect.createAdapter(),
  }
}

/** Turns in the order of asking. */
class Turns {
  private last: Promise<void> = Promise.resolve()

  /** Resolves to what ends the turn. */
  async take(): Promise<() => void> {
    const before = this.last
    const { promise, resolve } = Promise.withResolvers<void>()
    this.last = promise
    await before
    return resolve
  }
}

class CheckedConnection implements DatabaseConnection {
  readonly inner: DatabaseConnection
  readonly endTurn: () => void
  private readonly rules: EngineRules

  constructor(inner: DatabaseConnection, rules: EngineRules, endTurn: () => void) {
    this.inner = inner
    this.rules = rules
    this.endTurn = endTurn
  }

  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return checked(this.rules, () => this.inner.executeQuery<R>(query))
  }

  async *streamQuery<R>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<R>> {
    try {
      yield* this.inner.streamQuery<R>(query, chunkSize)
    } catch (error) {
      throw this.rules.translate(error)
    }
  }
}

class CheckedDriver implements Driver {
  private readonly inner: Driver
  private readonly rules: EngineRules
  private readonly turns = new Turns()

  constructor(inner: Driver, rules: EngineRules) {
    this.inner = inner
    this.rules = rules
  }

  init(): Promise<void> {
    return checked(this.rules, () => this.inner.init())
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    if (this.rules.isInsideChange()) throw new Error('inside a change only its writer may be asked')
    const endTurn = this.rules.isSingle ? await this.turns.take() : () => {}
    try {
      const inner = await checked(this.rules, () => this.inner.acquireConnection())
      return new CheckedConnection(inner, this.rules, endTurn)
    } catch (error) {
      endTurn()
      throw error
    }
  }

  async beginTransaction(connection: DatabaseConnection, settings: Parameters<Driver['beginTransaction']>[1]) {
    const { begin } = this.rules
    if (begin !== undefined) await connection.executeQuery(CompiledQuery.raw(begin))
    else await checked(this.rules, () => this.inner.beginTransaction(innerOf(connection), settings))
  }

  commitTransaction(connection: DatabaseConnection): Promise<void> {
    return checked(this.rules, () => this.inner.commitTransaction(innerOf(connection)))
  }

  /** What made it roll back is what its caller must hear; a connection that cannot even do that is not used again. */
  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.rules.isOpen?.() === false) return
    await this.inner.rollbackTransaction(innerOf(connection)).catch((error: unknown) => {
      if (this.rules.isOpen !== undefined) throw this.rules.translate(error)
    })
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    await this.inner.releaseConnection(innerOf(connection))
    if (connection instanceof CheckedConnection) connection.endTurn()
  }

  destroy(): Promise<void> {
    return this.inner.destroy()
  }
}

function innerOf(connection: DatabaseConnection): DatabaseConnection {
  return connection instanceof CheckedConnection ? connection.inner : connection
}

async function checked<T>(rules: EngineRules, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw rules.translate(error)
  }
}
