import type { z } from 'zod'
import type { AuthenticationRoute } from './authentication-contract.ts'
import type { Caller, Engine } from './engine.ts'
import type { Outcome } from './problem.ts'
import type { ThrottleName } from './throttle.ts'

export interface EndpointCall<Input> extends Caller {
  readonly engine: Engine
  readonly input: Input
  readonly parameter: string
}

interface Definition<Schema extends z.ZodObject> extends AuthenticationRoute {
  /** Of the body, or of the query of a `get`; what it does not name is refused. */
  readonly input: Schema
  /** OAuth clients send forms. */
  readonly form?: true
  /** Errors as RFC 8628 spells them. */
  readonly device?: true
  /** What one address is counted by. */
  readonly throttle: ThrottleName
  readonly run: (call: EndpointCall<z.output<Schema>>) => Promise<Outcome>
}

/** An endpoint as the dispatcher sees it, its types forgotten. */
export type Endpoint = Definition<z.ZodObject>

/** Ties the schema of an endpoint to the type of its `run`. */
export function endpoint<Schema extends z.ZodObject>(definition: Definition<Schema>): Endpoint {
  return definition as unknown as Endpoint
}
