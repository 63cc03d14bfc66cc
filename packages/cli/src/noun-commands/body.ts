import type { Command } from 'commander'
import type { JsonObject } from '../api-client/json.ts'
import { type Field, fieldsOf, type InputSchema } from '../fields/field.ts'
import { addFieldOptions, type FieldSettings, type FlagField, flagFields } from '../fields/field-options.ts'
import { readFields, requireFields } from '../fields/read-fields.ts'
import type { Noun, SecretField } from './noun.ts'
import { addSecretOptions, readSecret } from './read-secret.ts'
import { nameResolver, type Session } from './session.ts'

export interface BodySource {
  readonly schema: InputSchema
  readonly settings?: FieldSettings | undefined
  readonly secret?: SecretField | undefined
}

/** The body of a request as flags: made of the schema once, when the command is, and read when it runs. */
export class BodyOptions {
  readonly #all: readonly Field[]
  readonly #flags: readonly FlagField[]
  readonly #secret: SecretField | undefined

  constructor(command: Command, noun: Noun, { schema, settings = {}, secret }: BodySource) {
    const hidden = [...(settings.hidden ?? []), ...(secret === undefined ? [] : [secret.field])]
    this.#secret = secret
    this.#all = fieldsOf(schema).filter(({ name }) => !hidden.includes(name))
    this.#flags = flagFields(this.#all, {
      ...settings,
      hidden,
      references: { ...noun.references, ...settings.references },
    })
    addFieldOptions(command, this.#flags, this.#all.length > this.#flags.length)
    if (secret !== undefined) addSecretOptions(command)
  }

  async read(
    session: Session,
    options: JsonObject,
    { isWhole, base }: { readonly isWhole: boolean; readonly base?: string },
  ): Promise<Record<string, unknown>> {
    const body = await readFields(session.context, {
      options,
      fields: this.#flags,
      resolve: nameResolver(session, base),
    })
    if (isWhole) requireFields(body, this.#all, this.#flags)
    if (this.#secret === undefined) return body
    const secret = await readSecret(session.context, options, this.#secret)
    return secret === null ? body : { ...body, [this.#secret.field]: secret }
  }
}
