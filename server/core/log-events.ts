/**
 * `error`: a person must act now. `warn`: a person should look at it. `info`: a change of state, or one summary for a
 * time. `debug`: detail of single requests.
 */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** Fields by name, with their meaning. A name with `?` may be missing. */
type Fields = Readonly<Record<string, string>>

type EventRow = Readonly<{
  level: LogLevel
  meaning: string
  fields: Fields
  /** The limit on the number of its lines. */
  bound: string
}>

/** Every event of the log. `docs/log.md` shows this table, and a test compares both. */
export const LOG_EVENTS = {
  started: {
    level: 'info',
    meaning: 'the server has started',
    fields: {
      version: 'of the server',
      node: 'version of Node',
      database: '`sqlite` or `postgresql`',
      role: 'part of the server that this node runs',
      addresses: 'addresses that it listens on',
      url: 'origin of the server',
      'metricsUrl?': 'address of the metrics',
      migrations: 'names of the migrations that this start applied',
    },
    bound: 'once a start',
  },
  draining: {
    level: 'info',
    meaning: 'the server is draining',
    fields: { signal: 'that began it' },
    bound: 'once',
  },
  nothingToReload: {
    level: 'warn',
    meaning: '`SIGHUP` came without a terminal: the server reads its configuration only at start',
    fields: {},
    bound: 'each signal',
  },
  logLevel: {
    level: 'warn',
    meaning: '`SIGUSR1` changed the lowest level of the log',
    fields: { lowest: 'the new lowest level' },
    bound: 'each signal',
  },
  processEnds: {
    level: 'error',
    meaning: 'the process ends by itself',
    fields: { reason: 'of the list in operations', 'err?': 'error that caused it' },
    bound: 'once',
  },
  ready: { level: 'info', meaning: 'the server is ready again', fields: {}, bound: 'checked every 5 s' },
  notReady: {
    level: 'warn',
    meaning: 'the server takes no new work',
    fields: { reasons: 'one sentence each' },
    bound: 'checked every 5 s',
  },
  databaseAwaited: {
    level: 'error',
    meaning: 'the start waits for PostgreSQL',
    fields: { reason: 'one sentence' },
    bound: 'each new reason',
  },
  databaseLost: {
    level: 'error',
    meaning: 'the database went away: requests get 503',
    fields: { reason: 'one sentence' },
    bound: 'each loss',
  },
  databaseBack: {
    level: 'info',
    meaning: 'the database came back',
    fields: { 'milliseconds?': 'length of the loss', reason: 'of the loss' },
    bound: 'each loss',
  },
  newEpoch: {
    level: 'warn',
    meaning: 'the database began a new epoch',
    fields: { epoch: 'the new one' },
    bound: 'each epoch',
  },
  backupPutBack: {
    level: 'warn',
    meaning: 'the server found a restored database, and begins a new epoch',
    fields: { reason: 'how it noticed' },
    bound: 'once a start',
  },
  rehearsed: {
    level: 'info',
    meaning: 'a scheduled rehearsal of a restore succeeded',
    fields: { milliseconds: 'that it took' },
    bound: 'one a day',
  },
  rehearsalFailed: {
    level: 'error',
    meaning: 'a scheduled rehearsal of a restore failed',
    fields: { milliseconds: 'that it took', reason: 'one sentence' },
    bound: 'one a day',
  },
  orphans: {
    level: 'warn',
    meaning: 'rows refer to missing rows, since before the migrations of this start',
    fields: { orphans: 'tables with counts' },
    bound: 'once a start',
  },
  otherSecret: {
    level: 'error',
    meaning: 'another `auth-secret`: some operators cannot use their authenticator',
    fields: { operators: 'their e-mail addresses' },
    bound: 'once a start',
  },
  secretTaken: {
    level: 'warn',
    meaning: 'another `auth-secret` was adopted, because nobody has an authenticator',
    fields: {},
    bound: 'once a start',
  },
  providerReachable: {
    level: 'info',
    meaning: 'the identity provider was found',
    fields: { issuer: 'of the provider' },
    bound: 'once a start, and each return',
  },
  providerUnreachable: {
    level: 'warn',
    meaning: 'the identity provider cannot be used',
    fields: { issuer: 'of the provider', err: 'the whole error' },
    bound: 'once until it is back',
  },
  providerFailed: {
    level: 'warn',
    meaning: 'the identity provider failed during a sign-in',
    fields: { err: 'the whole error' },
    bound: '30 a minute for each address',
  },
  webhookDisabled: {
    level: 'warn',
    meaning: 'a webhook failed for three days, or its receiver is gone: it gets no more events',
    fields: { webhookId: 'of the webhook', name: 'of the webhook', reason: 'of the last failure' },
    bound: 'once a webhook, until it is enabled',
  },
  redisLost: {
    level: 'warn',
    meaning: 'Redis carries no hints between the nodes',
    fields: {},
    bound: 'each loss',
  },
  redisBack: {
    level: 'info',
    meaning: 'Redis carries hints between the nodes again',
    fields: {},
    bound: 'each loss',
  },
  tracesLost: {
    level: 'warn',
    meaning: 'the collector takes no traces: they are dropped, and deliveries go on',
    fields: { reason: 'code of the error' },
    bound: 'each loss',
  },
  tracesBack: {
    level: 'info',
    meaning: 'the collector takes traces again',
    fields: {},
    bound: 'each loss',
  },
  notUnderstood: {
    level: 'warn',
    meaning: 'another node sent a message that this one does not know, as during a rolling upgrade',
    fields: { kind: 'of the message' },
    bound: 'once for each kind',
  },
  serverError: {
    level: 'warn',
    meaning: 'a request was answered with a 5xx',
    fields: {
      status: 'of the answer',
      method: 'of the request',
      path: 'with long segments hidden',
      requestId: 'of the request',
    },
    bound: '60 a minute',
  },
  refusals: {
    level: 'info',
    meaning: 'refused and failed requests and sessions of the last minute',
    fields: { counts: 'by status, or by `session` and its code' },
    bound: 'one a minute',
  },
  operatorMail: {
    level: 'warn',
    meaning: 'a mail to an operator was not sent; the page of an invitation says so, and offers its link',
    fields: {
      purpose: '`invitation` or `password`',
      reason: 'a sentence, without the address and the text',
    },
    bound: '60 an hour for each operator, and 5 for each address',
  },
  findingNews: {
    level: 'warn',
    meaning: 'news of a finding did not reach an operator; the server tries again',
    fields: {
      channel: '`inbox` or `mail`',
      reason: 'a sentence, without the address and the text',
    },
    bound: 'one a minute for each channel',
  },
  limitRefusals: {
    level: 'warn',
    meaning: 'limits refused requests in the last minute',
    fields: {
      refused: 'number of refusals',
      parties: 'the five refused most, each with `limit`, `party` and `refused`',
    },
    bound: 'one a minute',
  },
  request: {
    level: 'info',
    meaning: 'a request is over; only with `AOI_ACCESS_LOG`',
    fields: {
      method: 'of the request',
      route: 'pattern of the path, never the path itself',
      status: 'of the answer; 499 if the caller left first',
      milliseconds: 'from its head to the end of its answer',
      bytes: 'written to the connection meanwhile',
      requestId: 'of the request',
      caller: 'kind of the credential that it showed',
    },
    bound: 'each request',
  },
  unexpectedError: {
    level: 'error',
    meaning: 'a defect ended one request, connection or background step',
    fields: {
      kind: 'of the part that it ended',
      name: 'of the part',
      'requestId?': 'of the request',
      err: 'the whole error',
    },
    bound: '20 a minute for each place',
  },
  unexpectedErrors: {
    level: 'error',
    meaning: 'further unexpected errors, not logged',
    fields: { place: 'where they happened', errors: 'their number' },
    bound: 'one a minute for each place',
  },
  warning: {
    level: 'warn',
    meaning: 'a problem of the configuration, as the overview shows it',
    fields: { code: 'of the problem', 'detail?': 'value that it is about' },
    bound: 'each change',
  },
  operatorAction: {
    level: 'info',
    meaning: 'an operator, or the admin socket, did something that the audit keeps',
    fields: {
      action: 'as in the audit',
      actor: 'as in the audit',
      'subject?': 'as in the audit',
      'detail?': 'as in the audit',
      'requestId?': 'of a sign-in',
    },
    bound: 'each action',
  },
  signInRefused: {
    level: 'warn',
    meaning: 'a sign-in failed, or a limit refused it',
    fields: {
      action: 'as in the audit',
      subject: 'account, if it exists',
      detail: 'kind of secret and address',
      'requestId?': 'of the first attempt',
    },
    bound: 'first of each account and address, then one for each window',
  },
  auditFailed: {
    level: 'warn',
    meaning: 'a refused sign-in could not be written to the audit',
    fields: { err: 'the whole error', 'requestId?': 'of the first attempt' },
    bound: 'each `signInRefused`',
  },
  overviewFailed: {
    level: 'warn',
    meaning: 'the overview could not be read',
    fields: { code: 'of the error', requestId: 'of the request' },
    bound: 'each view',
  },
  pushRefused: {
    level: 'debug',
    meaning: 'a Web Push message was refused',
    fields: { token: 'its fingerprint', outcome: 'the reason', 'requestId?': 'of the request' },
    bound: 'each message',
  },
  browserReport: {
    level: 'debug',
    meaning: 'a browser reported a message that it could not use, or the end of a subscription',
    fields: { aoiClient: 'its fingerprint', 'code?': 'of the browser', 'notification?': 'id' },
    bound: 'each message',
  },
  console: {
    level: 'info',
    meaning: 'a library wrote to the console',
    fields: { 'err?': 'error among its values' },
    bound: 'each line',
  },
  consoleWarning: {
    level: 'warn',
    meaning: 'a library wrote a warning or an error to the console',
    fields: { 'err?': 'error among its values' },
    bound: 'each line',
  },
  nodeWarning: {
    level: 'warn',
    meaning: 'Node warns',
    fields: { err: 'the warning' },
    bound: 'each warning',
  },
} as const satisfies Record<string, EventRow>

export type LogEvent = keyof typeof LOG_EVENTS

type FieldsOf<E extends LogEvent> = (typeof LOG_EVENTS)[E]['fields']

type Required<F> = { [Name in keyof F as Name extends `${string}?` ? never : Name]: unknown }
type Optional<F> = { [Name in keyof F as Name extends `${infer Bare}?` ? Bare : never]?: unknown }

type LineOf<E extends LogEvent> = { event: E } & Required<FieldsOf<E>> & Optional<FieldsOf<E>>

type EventAt<Level extends LogLevel> = {
  [E in LogEvent]: (typeof LOG_EVENTS)[E]['level'] extends Level ? E : never
}[LogEvent]

/** The fields of a line at `Level`: an event of the table that has this level, with its fields. */
export type LogLine<Level extends LogLevel> = { [E in EventAt<Level>]: LineOf<E> }[EventAt<Level>]
