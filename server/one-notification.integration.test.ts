import type { Decoder, Packet } from 'socket.io-parser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LABELS, type Label, type Labels, type Urgency } from '#protocol'
import { type NotificationListRow, notificationRowSchema } from '#protocol/dashboard/lists/notifications.ts'
import { notificationElements } from '#protocol/session.ts'
import { toClientNotification, toStored } from '../client/delivery/stored-notification.ts'
import { journalRecordSchema, KEPT_ELEMENTS } from '../client/journal/journal-record.ts'
import { receivedNotificationSchema } from '../client/session/received-notification.ts'
import { sessionParser } from '../client/session/session-parser.ts'
import { cachedCopySchema, fromCachedCopy, toCachedCopy } from './bus/cached-copy.ts'
import type { LogEntry } from './core/store.ts'
import { notificationFrame } from './hub/wire/event-frame.ts'
import { call } from './testing/api-caller.ts'
import { type BareDoor, openBareDoor } from './testing/api-door.ts'
import { callDashboard, signInAs } from './testing/dashboard-caller.ts'
import { push, registerForPush } from './testing/push-door.ts'

/** Every label that a sender may add. The compiler asks for a value for each. */
const SENT: Required<Labels> = { topic: 'weather' }
const PUSHED: { [Name in Label]?: string } = { topic: 'news' }
const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
const TTL = 600
const URGENCY: Urgency = 'high'
const PAYLOAD = '{"big":12345678901234567890,"text":"ü"}'
const BODY = new Uint8Array([0, 255, 7])

type EntryField = Exclude<keyof LogEntry, 'meantFor'>
type Forms = { entry: LogEntry; received: Received; row: NotificationListRow; cells: Record<string, string> }
type Received = ReturnType<typeof receivedNotificationSchema.parse>

/** The fields of an entry as the sender gave them or as the answer named them. `undefined`: absent. */
let expected: Record<'json' | 'push', { [Field in EntryField]: unknown }>
let forms: Record<'json' | 'push', Forms>
let door: BareDoor

beforeAll(async () => {
  door = await openBareDoor()
  const token = await registerForPush(door.url, { webPush: true })
  const body = `{"messageType":"notificationReq","clientAppToken":"${token}","payload":${PAYLOAD},"ttl":${TTL},
    "urgency":"${URGENCY}",${JSON.stringify(SENT).slice(1)}`
  const raw = new TextEncoder().encode(body)
  const key = door.keys.chat
  const type = { 'content-type': 'application/json', traceparent: TRACEPARENT }
  const { body: sent } = await call(door.url, { path: '/api/v1/notifications', key, raw, headers: type })
  const given = {
    ...PUSHED,
    raw: BODY,
    ttl: TTL,
    urgency: URGENCY,
    'content-encoding': 'aes128gcm',
    traceparent: TRACEPARENT,
  }
  expect((await push(door.url, token, given)).status).toBe(201)
  const [json, pushed] = await readForms()
  if (json === undefined || pushed === undefined) throw new Error('the log has no two notifications')
  forms = { json, push: pushed }
  const { tokenId, acceptedAt } = json.entry
  const shared = { tokenId, clientAppToken: token, state: 'live', urgency: URGENCY, traceparent: TRACEPARENT }
  const noLabels = Object.fromEntries(LABELS.map((name) => [name, undefined])) as Record<Label, undefined>
  expected = {
    json: {
      ...{ ...shared, ...SENT, seq: sent.seq, id: sent.notificationId, payload: PAYLOAD, headers: undefined },
      ...{ acceptedAt, expiresAt: acceptedAt + TTL * 1000 },
    },
    push: {
      ...{ ...shared, ...noLabels, ...PUSHED, seq: 2, id: pushed.entry.id, payload: 'AP8H' },
      headers: JSON.stringify({ encoding: 'aes128gcm' }),
      ...{ acceptedAt: pushed.entry.acceptedAt, expiresAt: pushed.entry.acceptedAt + TTL * 1000 },
    },
  }
}, 60_000)
afterAll(() => door.close())

describe.each(['json', 'push'] as const)('a notification (%s)', (kind) => {
  const fields: readonly EntryField[] = [
    ...(['tokenId', 'clientAppToken', 'seq', 'id', 'payload', 'headers', 'acceptedAt', 'expiresAt'] as const),
    ...(['urgency', 'traceparent', 'state', ...LABELS] as const),
  ]

  it('has no field in the log that this test does not know', () => {
    expect(new Set(Object.keys(forms[kind].entry))).toEqual(new Set(fields))
  })

  it.each(fields)('keeps %s from the request to the log', (field) => {
    expect(forms[kind].entry[field]).toEqual(expected[kind][field])
  })

  it.each(fields)('keeps %s in the copy between nodes', (field) => {
    const { entry } = forms[kind]
    const copy = cachedCopySchema.parse(JSON.parse(JSON.stringify(toCachedCopy(entry))))
    expect(fromCachedCopy(copy, entry)[field]).toEqual(expected[kind][field])
  })

  it.each(Object.keys(notificationElements))('carries the element %s in its frame', (element) => {
    const { entry, received } = forms[kind]
    expect(received[element as keyof Received]).toEqual(frameElementsOf(entry)[element])
  })

  it.each(KEPT_ELEMENTS)('keeps the element %s in the journal and for the handler', (element) => {
    const { received, entry } = forms[kind]
    const handed = throughJournal(received)
    expect(handed[element]).toEqual(frameElementsOf(entry)[element])
  })

  it('keeps its body to the handler', () => {
    const handed = throughJournal(forms[kind].received)
    if (kind === 'json') expect(handed).toHaveProperty('payloadText', PAYLOAD)
    else expect(handed).toMatchObject({ data: BODY, headers: { encoding: 'aes128gcm' } })
  })

  it.each(['id', 'ttlSeconds', 'urgency', ...LABELS] as const)('keeps %s in both exports', (field) => {
    const { row, cells } = forms[kind]
    const labels = kind === 'json' ? SENT : PUSHED
    const values: Partial<NotificationListRow> = {
      ...{ id: String(expected[kind].id), ttlSeconds: TTL, urgency: URGENCY, ...labels },
    }
    expect(row[field]).toBe(values[field])
    expect(cells[field]).toBe(String(values[field] ?? ''))
  })
})

async function readForms(): Promise<Forms[]> {
  const entries = await door.services.context.store.readLog([{ tokenId: 1, afterSeq: 0, upToSeq: 9 }])
  const rows = (await exported('ndjson')).map((line) => notificationRowSchema.parse(JSON.parse(line)))
  const [head = '', ...lines] = await exported('csv')
  return entries.map((entry, index) => {
    const row = rows[index]
    if (row === undefined) throw new Error('a notification is missing in the export')
    const cells = (lines[index] ?? '').split(',')
    const named = head.split(',').map((name, column) => [name, cells[column] ?? ''])
    return { entry, received: receive(entry), row, cells: Object.fromEntries(named) }
  })
}

async function exported(format: 'ndjson' | 'csv'): Promise<string[]> {
  const as = await signInAs(door, 'viewer')
  const query = { format, sort: 'oldest' }
  const answered = await callDashboard(door, { operation: 'exportNotifications', as, query })
  return (await answered.text()).trim().split(/\r?\n/)
}

/** Reads the entry's frame as the AOI Client does. The frames of this test are shorter than 64 KiB. */
function receive(entry: LogEntry): Received {
  const decoder: Decoder = new sessionParser.Decoder()
  const packets: Packet[] = []
  decoder.on('decoded', (packet: Packet) => packets.push(packet))
  const bytes = notificationFrame(entry)
  for (let at = 0; at < bytes.byteLength; ) {
    const length = bytes[at + 1] ?? 0
    const begin = at + (length < 126 ? 2 : 4)
    const end = begin + (length < 126 ? length : bytes.readUInt16BE(at + 2))
    const isText = ((bytes[at] ?? 0) & 15) === 1
    decoder.add(isText ? bytes.toString('utf8', begin + 1, end) : bytes.subarray(begin, end))
    at = end
  }
  return receivedNotificationSchema.parse((packets[0]?.data as unknown[] | undefined)?.[1])
}

function throughJournal(received: Received) {
  const { clientAppToken } = received
  const record = { kind: 'received', clientAppToken, notification: toStored(received), waiting: [] }
  const read = journalRecordSchema.parse(JSON.parse(JSON.stringify(record)))
  if (read.kind !== 'received') throw new Error('the journal read another record')
  return toClientNotification({ clientAppToken, applicationName: 'com.example.chat' }, read.notification)
}

/** The elements of the event `notification`, by the entry. A new element is named here. */
function frameElementsOf(entry: LogEntry): Record<string, unknown> {
  const { clientAppToken, seq, id, acceptedAt, expiresAt, traceparent } = entry
  return {
    ...{ messageType: 'notification', clientAppToken, seq, id },
    ...{ sentAt: new Date(acceptedAt).toISOString(), expiresAt: new Date(expiresAt).toISOString() },
    traceparent,
  } satisfies { [Element in keyof typeof notificationElements]: unknown }
}
