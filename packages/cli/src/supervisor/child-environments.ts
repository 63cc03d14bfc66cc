import type { ControlReady } from '@tollgate/contract/process-messages'
import type { Environment } from '../command-context.ts'

export interface ControlSettings {
  readonly dataFolder: string
  readonly configFile: string | null
  readonly token: string
  /** The ports of an earlier start, so that gateways and people find control again where it was. */
  readonly ports: { readonly link: number; readonly console: number } | null
}

/** Control reads the secrets that the configuration names, so it gets the whole environment. */
export function controlEnvironment(ours: Environment, settings: ControlSettings): Environment {
  return {
    ...ours,
    TOLLGATE_HOME: settings.dataFolder,
    ...(settings.configFile === null ? {} : { TOLLGATE_CONFIG: settings.configFile }),
    TOLLGATE_CONTROL_TOKEN: settings.token,
    ...(settings.ports === null
      ? {}
      : {
          TOLLGATE_CONTROL_PORT: String(settings.ports.link),
          TOLLGATE_CONSOLE_PORT: String(settings.ports.console),
        }),
    TOLLGATE_LAUNCHER_PID: undefined,
  }
}

export interface GatewaySettings {
  readonly dataFolder: string
  readonly token: string
  readonly control: ControlReady
  /** The ports of an earlier start, so that clients find the gateway again where it was. */
  readonly ports: { readonly https: number; readonly http: number } | null
}

const neededBySystem =
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_.*|TZ|TERM|TMPDIR|TEMP|TMP|SYSTEMROOT|WINDIR|USERPROFILE|APPDATA|LOCALAPPDATA|NODE_.*|SSL_CERT_FILE|SSL_CERT_DIR|.*_PROXY|UV_.*|LD_LIBRARY_PATH|LD_PRELOAD|DYLD_.*)$/i
/** REDIS_URL: calls are counted there. */
const ownNames = /^(TOLLGATE_|REDIS_URL$)/
const notForTheGateway = new Set([
  'TOLLGATE_ADMIN_PASSWORD',
  'TOLLGATE_MASTER_KEY',
  'TOLLGATE_MASTER_KEY_OLD',
  'TOLLGATE_METRICS_TOKEN',
  'TOLLGATE_OIDC_CLIENT_SECRET',
  'TOLLGATE_SMTP_URL',
  'TOLLGATE_TOKEN',
  'TOLLGATE_LAUNCHER_PID',
])

/** The gateway talks to strangers: it gets what a process needs and what is meant for it, and no provider's secret. */
export function passedToGateway(ours: Environment): Environment {
  const passedOn = Object.entries(ours).filter(
    ([name]) => neededBySystem.test(name) || (ownNames.test(name) && !notForTheGateway.has(name)),
  )
  return Object.fromEntries(passedOn)
}

export function gatewayEnvironment(ours: Environment, settings: GatewaySettings): Environment {
  return {
    ...passedToGateway(ours),
    TOLLGATE_HOME: settings.dataFolder,
    TOLLGATE_CONTROL_URL: settings.control.url,
    TOLLGATE_CONTROL_TOKEN: settings.token,
    TOLLGATE_TLS_CERTIFICATE: settings.control.certificateFile,
    TOLLGATE_TLS_KEY: settings.control.certificateKeyFile,
    ...(settings.ports === null
      ? {}
      : {
          TOLLGATE_HTTPS_PORT: String(settings.ports.https),
          TOLLGATE_HTTP_PORT: String(settings.ports.http),
        }),
  }
}
