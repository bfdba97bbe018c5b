import type { AoiSession } from '../protocol/session.ts'
import type { AoiClient, AoiClientOptions } from './aoi-client.ts'
import { AoiClientError } from './aoi-client-error.ts'
import { silentLog } from './client-log.ts'
import { systemClock } from './clock.ts'
import { Inbox } from './delivery/inbox.ts'
import type { ClientParts } from './delivery/instance-queue.ts'
import { Journal } from './journal/journal.ts'
import type { JournalRecord } from './journal/journal-record.ts'
import type { JournalState } from './journal/journal-state.ts'
import { CLIENT_LIMITS } from './limits.ts'
import type { Platform } from './platform.ts'
import type { Probe } from './probe.ts'
import { DrainWatch } from './push/drain-watch.ts'
import { PushManagers } from './push/push-managers.ts'
import { makeRegistrationRequest } from './registrations/registration-request.ts'
import { Registrations } from './registrations/registrations.ts'
import { readServerUrl } from './server-url.ts'
import { AckBatcher } from './session/ack-batcher.ts'
import type { ConnectionEvents } from './session/connection.ts'
import { Connection } from './session/connection.ts'
import { HeadWatch } from './session/head-watch.ts'
import { reconcile } from './session/reconcile.ts'
import type { Session } from './session/session.ts'
import { endOfStorage } from './session/session-end.ts'
import { Upstream } from './session/upstream.ts'
import { pause, withWait } from './waiting.ts'

export type StartInput = AoiClientOptions & { probe?: Probe | undefined }

/** Makes an AOI Client and starts it. The entries hand in their platform. Throws `AoiClientError('400')`. */
export function startAoiClient(input: StartInput, platform: Platform): AoiClient {
  const { clock = systemClock, random = Math.random, log = silentLog, probe = () => undefined } = input
  const outer = { clock, random, log, probe }
  const argon2id = input.argon2id ?? platform.argon2id
  const options = { ...input, serverUrl: checkServerUrl(input.serverUrl) }
  const connection = new Connection({ ...outer, ...platform, options })
  const started = Journal.open({ storage: input.storage, log }).then((journal) =>
    start({ ...outer, journal }, connection),
  )
  started.catch((error: unknown) => connection.stop('storageFailed', sentenceOf(error)))
  const pushManagers = new PushManagers({ argon2id, clock, log, started })
  const closing = new CloseOnce(async () => {
    await started.then(({ acks }) => acks.flush()).catch(() => undefined)
    connection.stop('closedByApplication', 'closed by the application')
    await started.then(
      (parts) => closeAll(parts, { clock }),
      () => input.storage.close(),
    )
  })
  // Another AOI Client may use the storage as soon as this one has given it up.
  connection.onState((state) => {
    if (state.name === 'closed' && state.reason === 'storageFailed') void closing.run()
  })
  return {
    get state() {
      return connection.state
    },
    onState: (listener) => connection.onState(listener),
    register: (asked) =>
      withWait({ wait: asked, clock }, async (patience) => {
        const request = await makeRegistrationRequest(argon2id, asked)
        return (await started).registrations.register(request, patience)
      }),
    pushManager: (applicationName, options) => pushManagers.get(applicationName, options),
    listRegistrations: async () => (await started).registrations.list(),
    close: () => closing.run(),
  }
}

type ClientRun = {
  journal: Journal
  registrations: Registrations
  acks: AckBatcher
  drains: DrainWatch
  running: Promise<void>
}

function start(parts: ClientParts, connection: Connection): ClientRun {
  const { journal, clock, random, log } = parts
  const acks = new AckBatcher(clock)
  const upstream = new Upstream({ journal, clock, random, log, connection })
  const inbox: Inbox = new Inbox({
    ...parts,
    acks,
    deliver: (clientAppToken, received) => registrations.deliver(clientAppToken, received),
    onStuck: (reason, desc) => connection.reopen({ kind: 'lost', reason, desc }),
  })
  const registrations = new Registrations({
    ...parts,
    upstream,
    acks,
    onRegistered: (clientAppToken) => inbox.adopt(clientAppToken),
  })
  journal.onFailed((error) => connection.reopen(endOfStorage(error)))
  journal.onMended(() => registrations.resume())
  const drains = new DrainWatch(journal.state)
  const events = makeEvents({ ...parts, acks, inbox, registrations, drains, connection })
  return { journal, registrations, acks, drains, running: connection.run({ journal, events }) }
}

type EventParts = ClientParts & {
  acks: AckBatcher
  inbox: Inbox
  registrations: Registrations
  drains: DrainWatch
  connection: Connection
}

function makeEvents(parts: EventParts): ConnectionEvents {
  const { acks, inbox, registrations, drains, connection, journal } = parts
  const heads = new HeadWatch()
  let sessionEnds = new AbortController()
  const revoke = (clientAppToken: string, reason: string) =>
    registrations
      .revoke(clientAppToken, reason)
      // The journal reports its failure.
      .catch(() => undefined)
  return {
    onOpened: (session, message) => {
      sessionEnds = new AbortController()
      openSession({ ...parts, session, message, signal: sessionEnds.signal, revoke })
    },
    onNotification: (message) => inbox.take(message),
    onGap: (message) => inbox.passGap(message),
    onRevoked: ({ clientAppToken, reason }) => void revoke(clientAppToken, reason),
    onHeartbeat: (message) => {
      drains.onHeartbeat(message)
      const behind = heads.findBehind(journal.state, message)
      if (behind !== undefined)
        connection.reopen({
          kind: 'lost',
          reason: 'behind',
          desc: `the cursor of ${behind} does not move, although its log has grown`,
        })
    },
    onClosing: () => acks.flush(),
    onEnded: () => {
      sessionEnds.abort(new AoiClientError('closed', 'the session ended'))
      heads.reset()
      acks.stop()
    },
  }
}

type Opening = EventParts & {
  session: Session
  message: AoiSession
  signal: AbortSignal
  revoke: (clientAppToken: string, reason: string) => Promise<void>
}

function openSession(opening: Opening): void {
  const { journal, log, probe, acks, inbox, registrations, session, message, signal } = opening
  const { records, orphans, revoked, wentBack } = reconcile(journal.state, message)
  for (const clientAppToken of wentBack) log({ level: 'warn', event: 'serverWentBack', clientAppToken })
  journal
    .append([...records, ...learnServer(journal.state, message)], 'synced')
    // The journal reports its failure.
    .catch(() => undefined)
  for (const clientAppToken of revoked) {
    void opening.revoke(clientAppToken, 'the AOI Server no longer has this registration')
  }
  for (const clientAppToken of orphans) {
    // Given up with the session; the next one finds the orphan again.
    registrations.deregister(clientAppToken, { signal }).catch(() => undefined)
  }
  inbox.open()
  acks.open((sent) => {
    session.acknowledge(sent)
    probe('acknowledged')
  })
}

/** Closes in the order that loses nothing: waits for the handlers, records their results, then closes the storage. */
async function closeAll(parts: ClientRun, { clock }: Pick<ClientParts, 'clock'>): Promise<void> {
  const patience = new AbortController()
  const closed = parts.registrations.close()
  await Promise.race([
    closed,
    pause(clock, { milliseconds: CLIENT_LIMITS.closeMilliseconds, signal: patience.signal }),
  ])
  patience.abort()
  await parts.running
  await parts.journal.close()
}

/** Closes once, however often it is called. */
class CloseOnce {
  readonly #close: () => Promise<void>
  #closing: Promise<void> | undefined

  constructor(close: () => Promise<void>) {
    this.#close = close
  }

  run(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }
}

/** Returns the record of the AOI Server's identity when a session names it for the first time. */
function learnServer({ credential }: JournalState, { serverId }: AoiSession): JournalRecord[] {
  if (credential === undefined || serverId === undefined || serverId === credential.serverId) return []
  return [{ kind: 'credential', ...credential, serverId }]
}

/** Returns the origin. Throws at once, since no retry would correct the address. */
function checkServerUrl(serverUrl: string): string {
  try {
    return readServerUrl(serverUrl)
  } catch (error) {
    throw new AoiClientError('400', `serverUrl: ${sentenceOf(error)}`)
  }
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
