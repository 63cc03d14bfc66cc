import { z } from 'zod'

/**
 * What the processes of `tollgate up` tell each other over Node's IPC channel, and what `up` leaves in `run/up.json`
 * for the other commands. The supervisor starts control first, then the gateway with control's address.
 */

/** control → supervisor: the configuration is compiled, the snapshot can be fetched. */
export const controlReadySchema = z.object({
  type: z.literal('ready'),
  /** Where gateways fetch the snapshot: `GET {url}/internal/v1/snapshot` with the token as a Bearer. */
  url: z.url(),
  /** REST API, its description and log-in: `https://localhost:9443`. */
  consoleUrl: z.url(),
  /** The file that manages everything it can declare; null: the database does. */
  configFile: z.string().nullable(),
  certificateFile: z.string(),
  certificateKeyFile: z.string(),
  /** Set when this start made the first key: the only time it is shown. */
  firstKey: z.object({ application: z.string(), key: z.string() }).nullable(),
  /** Set when this start made the first administrator: the only time the password is shown; null in it: it was given. */
  admin: z.object({ email: z.string(), password: z.string().nullable() }).nullable(),
  apis: z.array(
    z.object({
      name: z.string(),
      context: z.string(),
      version: z.string(),
      state: z.string(),
      /** True while the built-in demo provider answers for it. */
      demo: z.boolean(),
    }),
  ),
  warnings: z.array(z.string()),
})
export type ControlReady = z.infer<typeof controlReadySchema>

/** gateway → supervisor: calls can be made. */
export const gatewayReadySchema = z.object({
  type: z.literal('ready'),
  httpsPort: z.int(),
  httpPort: z.int(),
  configVersion: z.int(),
})
export type GatewayReady = z.infer<typeof gatewayReadySchema>

/** either → supervisor: one sentence for the person at the terminal; the process then exits with 1. */
export const processFailedSchema = z.object({ type: z.literal('failed'), message: z.string() })
export type ProcessFailed = z.infer<typeof processFailedSchema>

/** `$TOLLGATE_HOME/run/up.json`, mode 0600: who runs on this data folder, and where it listens. */
export const upFileSchema = z.object({
  pid: z.int().positive(),
  startedAt: z.int(),
  httpsPort: z.int(),
  httpPort: z.int(),
  /** null: not known yet. */
  consoleUrl: z.url().nullable().default(null),
  configFile: z.string().nullable(),
  certificateFile: z.string(),
})
export type UpFile = z.infer<typeof upFileSchema>
