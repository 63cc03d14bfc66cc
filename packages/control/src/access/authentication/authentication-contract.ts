import type { MailMessage } from '../../mail/mailer.ts'
import type { Database } from '../../storage/database.ts'

/** Who may call a route: everybody, who is signed in (also the CLI), or only who is signed in with a browser's cookie. */
export type AuthenticationAccess = 'anyone' | 'signed-in' | 'signed-in-browser'

/** One row of the allow-list. Whatever has no row is answered 404, whether better-auth knows it or not. */
export interface AuthenticationRoute {
  readonly method: 'get' | 'post' | 'delete'
  /** Whole path, with `{id}` for parameters. */
  readonly path: string
  readonly access: AuthenticationAccess
  readonly summary: string
}

export interface PersonSession {
  readonly authUserId: string
  readonly sessionId: string
  readonly email: string
  readonly name: string
  readonly twoFactor: boolean
  /** A cookie is sent by a browser whoever asks it to: with one, unsafe requests also need `isCrossSite` to be false. */
  readonly transport: 'cookie' | 'bearer'
  /** Milliseconds since 1970, as all times here. */
  readonly createdAt: number
  readonly expiresAt: number
}

export interface SessionSummary {
  readonly sessionId: string
  readonly createdAt: number
  readonly lastSeenAt: number
  readonly expiresAt: number
  readonly address: string | null
  readonly userAgent: string | null
}

/** What an identity provider said about the person who came back from it. The e-mail is one it has verified. */
export interface OidcIdentity {
  readonly providerId: string
  readonly subject: string
  readonly email: string
  readonly name: string
  readonly groups: readonly string[]
}

/** What only the table of people knows. Asked outside any transaction of ours; none of these may be called inside one either. */
export interface People {
  /** May this log-in be used now (the person is active)? Asked at log-in and by every sessionOf. */
  readonly isAllowed: (authUserId: string) => Promise<boolean>
  /** Is there an invited or active person for this identity? Asked before anything is written about it. */
  readonly isExpected: (identity: OidcIdentity) => Promise<boolean>
  /**
   * The owner of this e-mail has proven to be it: by the link of an invitation or a password reset (identity undefined), or through a
   * provider. An invited person becomes active and is tied to authUserId; groups become memberships. False: refused.
   * It may be called again with the same values.
   */
  readonly welcome: (arrival: Arrival) => Promise<boolean>
}

export interface Arrival {
  readonly authUserId: string
  readonly email: string
  readonly identity: OidcIdentity | undefined
}

export interface OidcProvider {
  /** `okta`: part of the redirect URI `<baseUrl>/api/auth/callback/<id>`. */
  readonly id: string
  readonly name: string
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** `openid email profile` unless said; some providers hand out groups only for a scope of their own. */
  readonly scopes?: readonly string[]
  /** The claim that lists a person's groups; null: groups are not read. */
  readonly groupsClaim: string | null
}

/** There is no clock among them: better-auth reads the system's, so all of it does. */
export interface AuthenticationOptions {
  readonly database: Database
  /** `https://tollgate.example.com:9443`: where browsers reach the console. */
  readonly baseUrl: string
  /** Further origins on which the same console answers. */
  readonly origins?: readonly string[]
  /** At least 32 characters of randomness; it signs cookies and encrypts the second factors. */
  readonly secret: string
  readonly people: People
  /** Without it no mail is sent, and links are only handed to who asked for them. */
  readonly mail?: (message: MailMessage) => Promise<void>
  readonly oidc?: readonly OidcProvider[]
  readonly session?: { readonly idleMs: number; readonly absoluteMs: number }
  /** Paths of the console's pages. */
  readonly pages?: Pages
  /** Never given a token, a code, a password or an e-mail address. */
  readonly log: AuthenticationLog
}

export interface Pages {
  readonly logIn: string
  readonly setPassword: string
  readonly device: string
}

export interface AuthenticationLog {
  readonly info: (message: string) => void
  readonly warn: (message: string) => void
  readonly error: (message: string) => void
}

/** A link that sets a password: once, until it expires. */
export interface PasswordLink {
  readonly authUserId: string
  readonly url: string
  readonly expiresAt: number
}

/** A password that was not set, and the sentence that says why. */
export interface PasswordRefusal {
  readonly refused: string
}

export interface Authentication {
  /** Answers everything below `/api/auth/`. */
  readonly handle: (
    request: Request,
    info: { readonly address: string; readonly requestId?: string },
  ) => Promise<Response>
  readonly routes: readonly AuthenticationRoute[]
  /** The session that a cookie or the CLI's access token belongs to, if it still stands and its person is allowed. */
  readonly sessionOf: (headers: Headers) => Promise<PersonSession | undefined>
  /** True for an unsafe request that another site may have made a browser send. */
  readonly isCrossSite: (request: Request) => boolean
  /** Makes the log-in, or finds the one that has this e-mail; sets the password if there is one; answers its id. */
  readonly createUser: (user: {
    readonly email: string
    readonly name: string
    readonly password: string | null
  }) => Promise<string | PasswordRefusal>
  /** Ends every session of the user. */
  readonly setPassword: (authUserId: string, password: string) => Promise<PasswordRefusal | undefined>
  readonly listSessions: (authUserId: string) => Promise<readonly SessionSummary[]>
  readonly revokeSessions: (authUserId: string, exceptSessionId?: string) => Promise<void>
  /** For who has lost the telephone and the backup codes. */
  readonly removeTwoFactor: (authUserId: string) => Promise<void>
  readonly deleteUser: (authUserId: string) => Promise<void>
  /** Mails a link if the address is known. Takes and answers the same if not. */
  readonly startPasswordReset: (email: string) => Promise<void>
  /** Makes the log-in if need be, mails the link, and hands it out for where there is no mail. */
  readonly startInvitation: (invited: { readonly email: string; readonly name: string }) => Promise<PasswordLink>
  /** `tollgate admin reset-password`: a link for somebody who has no mail. */
  readonly createPasswordLink: (authUserId: string) => Promise<PasswordLink>
  /** Deletes what has expired; to be called now and then. */
  readonly prune: () => Promise<void>
  /** Waits for mail that is being handed over. */
  readonly close: () => Promise<void>
}
