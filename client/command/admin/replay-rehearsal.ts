import { createHash, randomUUID } from 'node:crypto'
import {
  type DueNotification,
  REHEARSAL_APPLICATION,
  type RehearsalStage,
  type ReplayedClient,
} from '../../../protocol/rehearsal.ts'
import type { AoiClient } from '../../aoi-client.ts'
import type { ClientNotification } from '../../client-notification.ts'
import { createAoiClient } from '../../create-aoi-client.ts'
import type { JournalRecord } from '../../journal/journal-record.ts'
import { submitNotification } from '../../sending/submit-notification.ts'
import { memoryStorage } from '../../storage/memory-storage.ts'

/** A server that sends nothing for this time, although something is due, has failed. */
const SILENCE_SECONDS = 60
/** A notification that ends this soon may end before it is sent. */
const SOON_MILLISECONDS = 600_000
const INSTANCE = 'rehearsal'

/** A notification as it came. */
type Receipt = { id: string; seq: number; sha256: string }

/**
 * Resumes the session of each AOI Client at the restored server, and compares everything that it gets with the log. Then
 * a new AOI Client registers, and gets a new notification. Returns the number of notifications of the log. Rejects with
 * one sentence that names the first difference.
 */
export async function replayRehearsal(stage: RehearsalStage, signal: AbortSignal): Promise<number> {
  const failing = new AbortController()
  const either = AbortSignal.any([signal, failing.signal])
  const replays = stage.aoiClients.map((aoiClient) =>
    replay(aoiClient, { stage, signal: either }).catch((error: unknown) => {
      failing.abort(error)
      throw error
    }),
  )
  await Promise.allSettled(replays)
  const counts = await Promise.all(replays)
  await replay(undefined, { stage, signal: either })
  return counts.reduce((sum, count) => sum + count, 0)
}

type Replay = { stage: RehearsalStage; signal: AbortSignal }

/** Without an AOI Client of the backup, makes a new one. */
async function replay(restored: ReplayedClient | undefined, { stage, signal }: Replay): Promise<number> {
  const records = restored === undefined ? [] : makeJournal(restored, stage)
  const storage = memoryStorage({ records: records.map((record) => JSON.stringify(record)) })
  const client = createAoiClient({ serverUrl: stage.serverUrl, storage, deviceInfo: { name: INSTANCE } })
  try {
    const due =
      restored === undefined
        ? [await sendOne(client, { stage, signal })]
        : restored.registrations.map((registration) => ({ ...registration, name: restored.aoiClientId }))
    const received = await receive(client, { due, signal })
    for (const one of due) compare(one, received.get(one.clientAppToken) ?? [])
    return [...received.values()].reduce((sum, { length }) => sum + length, 0)
  } finally {
    await client.close()
  }
}

/** The journal of an AOI Client that has its registrations, and knows no cursor of this epoch. */
function makeJournal(
  { aoiClientId, aoiClientSecret, registrations }: ReplayedClient,
  { serverUrl, serverId }: RehearsalStage,
): JournalRecord[] {
  return [
    { kind: 'credential', serverUrl, aoiClientId, aoiClientSecret, serverId },
    ...registrations.flatMap(({ due, ...registration }): JournalRecord[] => [
      { kind: 'registered', ...registration, desc: 'OK' },
      { kind: 'joined', clientAppToken: registration.clientAppToken, instance: INSTANCE },
    ]),
  ]
}

type Due = { name: string; clientAppToken: string; applicationName: string; due: DueNotification[] }

/** Registers the new AOI Client, and sends it a notification. */
async function sendOne(client: AoiClient, { stage, signal }: Replay): Promise<Due> {
  const applicationName = REHEARSAL_APPLICATION
  const { token: clientAppToken } = await client.register({
    ...{ applicationName, instance: INSTANCE, timeoutMs: SILENCE_SECONDS * 1000, signal },
  })
  const payload = JSON.stringify({ rehearsal: randomUUID() })
  const { notificationId, seq } = await submitNotification({
    ...{ serverUrl: stage.serverUrl, key: stage.key, idempotencyKey: randomUUID(), signal },
    body: `{"messageType":"notificationReq","clientAppToken":${JSON.stringify(clientAppToken)},"payload":${payload}}`,
    onRetry: async () => undefined,
  })
  const due = [{ id: notificationId, seq, sha256: digest(payload), expiresAt: Number.POSITIVE_INFINITY }]
  return { name: 'a new AOI Client', clientAppToken, applicationName, due }
}

/** Attaches to every registration, and collects the notifications until all that are due have come. */
async function receive(
  client: AoiClient,
  { due, signal }: { due: readonly Due[]; signal: AbortSignal },
): Promise<Map<string, Receipt[]>> {
  const received = new Map<string, Receipt[]>()
  const missing = new Set(due.flatMap((one) => one.due.filter(isLasting).map(({ id }) => id)))
  const { promise, resolve, reject } = withResolvers()
  const giveUp = () => reject(new Error(`${describeMissing(due, missing)} within ${SILENCE_SECONDS} s`))
  let silence = setTimeout(giveUp, SILENCE_SECONDS * 1000)
  const stop = () => reject(signal.reason)
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop()
  client.onState((state) => {
    if (state.name === 'closed') reject(new Error(`the restored server refuses an AOI Client: ${state.desc}`))
  })
  for (const registration of await client.listRegistrations()) {
    const receipts: Receipt[] = []
    received.set(registration.token, receipts)
    registration.onRevoked((reason) =>
      reject(new Error(`a registration for ${registration.applicationName} was lost: ${reason}`)),
    )
    registration.onNotification((notification) => {
      receipts.push(toReceipt(notification))
      missing.delete(notification.id)
      clearTimeout(silence)
      silence = setTimeout(giveUp, SILENCE_SECONDS * 1000)
      if (missing.size === 0) resolve()
    })
  }
  if (missing.size === 0) resolve()
  try {
    await promise
  } finally {
    clearTimeout(silence)
    signal.removeEventListener('abort', stop)
  }
  return received
}

function withResolvers() {
  let resolve = () => {}
  let reject = (_: unknown) => {}
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  // It may fail before anybody waits for it.
  promise.catch(() => undefined)
  return { promise, resolve, reject }
}

function isLasting({ expiresAt }: DueNotification): boolean {
  return expiresAt > Date.now() + SOON_MILLISECONDS
}

function toReceipt(notification: ClientNotification): Receipt {
  const { id, seq } = notification
  const payload =
    'payload' in notification
      ? notification.payloadText
      : Buffer.from(notification.data).toString('base64url')
  return { id, seq, sha256: digest(payload) }
}

function digest(payload: string): string {
  return createHash('sha256').update(payload).digest('hex')
}

/** Throws unless everything that came is in the log, once and in its order. */
function compare({ name, applicationName, due }: Due, receipts: readonly Receipt[]): void {
  const known = new Map(due.map((one) => [one.id, one]))
  let last = 0
  for (const { id, seq, sha256 } of receipts) {
    const expected = known.get(id)
    const at = `${name} got notification ${id} of ${applicationName}`
    if (expected === undefined) throw new Error(`${at}, which the log does not have for it`)
    if (expected.seq !== seq) throw new Error(`${at} as seq ${seq} instead of ${expected.seq}`)
    if (seq <= last) throw new Error(`${at} as seq ${seq} after seq ${last}`)
    if (expected.sha256 !== sha256) throw new Error(`${at} with another payload than the log has`)
    last = seq
  }
}

function describeMissing(due: readonly Due[], missing: ReadonlySet<string>): string {
  const first = due
    .flatMap(({ due: notifications, ...one }) => notifications.map((each) => ({ ...one, ...each })))
    .find(({ id }) => missing.has(id))
  if (first === undefined) return 'the restored server did not end its deliveries'
  return `${first.name} did not get seq ${first.seq} of ${first.applicationName} (${missing.size} are missing)`
}
