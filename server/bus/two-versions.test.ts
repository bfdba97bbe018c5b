import { describe, expect, it } from 'vitest'
import { type Announcement, Announcer } from '#server/core/announcement.ts'
import { logEntry } from '#server/testing/log-entry.ts'
import { InProcessNetwork } from './in-process-bus.ts'
import messages from './messages-of-0.1.0.json' with { type: 'json' }
import { Relay } from './relay.ts'

/** Messages as the first version with several nodes sent them, in the order of `ANNOUNCED`. */
const RECORDED: readonly { subject: string; message: object }[] = messages

const ENTRY = logEntry({ seq: 1 })
const { tokenId, clientAppToken } = ENTRY
const aoiClientId = 'ac_AAAAAAAAAAAAAAAAAAAAAA'
const vapidKey = `B${'A'.repeat(86)}`
const keys = { p256dh: vapidKey, auth: 'A'.repeat(22) }
const ended = { aoiClientId, registrationId: 7, tokenId }

/** The announcements of which the recorded messages told. */
const ANNOUNCED: readonly Announcement[] = [
  {
    kind: 'appended',
    entries: [
      ENTRY,
      logEntry({ seq: 2, topic: 'weather', payload: 'AP8H', headers: '{"encoding":"aes128gcm"}' }),
    ],
    moreFor: new Set([clientAppToken]),
  },
  { kind: 'grown', tokenId, headSeq: 5 },
  { kind: 'cancelled', tokenId },
  { kind: 'cancelled', tokenId, seqs: [3, 4] },
  {
    kind: 'registered',
    registration: {
      ...{ registrationId: 7, aoiClientId, tokenId, clientAppToken, applicationName: 'com.example.chat' },
      ...{ startSeq: 0, ackedSeq: 0, headSeq: 0, vapidKey },
      channel: { channelId: 'd9b74644-4f97-46aa-b8fa-9393985cd6cd', keys },
    },
  },
  { kind: 'deregistered', ...ended },
  { kind: 'revoked', ...ended, clientAppToken, reason: 'lost' },
  { kind: 'sessionOpened', aoiClientId, sessionNumber: 3 },
  { kind: 'aoiClientEnded', aoiClientId },
  { kind: 'disconnected', aoiClientIds: [aoiClientId] },
  { kind: 'apiKeyRevoked', apiKeyId: '0123456789abcdef' },
  { kind: 'operatorSessionEnded', sessionId: '01999999-0000-4000-8000-000000000000' },
]

const PAIRS = RECORDED.map(({ subject, message }, index) => {
  const announcement = ANNOUNCED[index]
  if (announcement === undefined) throw new Error('a recorded message has no announcement')
  return { kind: announcement.kind, subject, message, announcement }
})

describe('nodes of two versions', () => {
  it('have a recorded message of each kind', () => {
    expect(PAIRS).toHaveLength(ANNOUNCED.length)
  })

  it.each(PAIRS)('understand $kind of the earlier version', async ({ subject, message, announcement }) => {
    expect(await readHere({ subject, message })).toEqual({ announcements: [announcement], warnings: [] })
  })

  it.each(PAIRS)('ignore fields that a later version adds to $kind, at any depth', async (pair) => {
    const { subject, message, announcement } = pair
    const later = { subject, message: withNewFields(message) }
    expect(JSON.stringify(later)).toContain('ofLaterVersion')
    expect(await readHere(later)).toEqual({ announcements: [announcement], warnings: [] })
  })

  it.each(PAIRS.filter(({ kind }) => kind !== 'grown'))(
    'send every field of $kind that the earlier version needs',
    async ({ subject, message, announcement }) => {
      const sent = await sentOf(announcement)
      expect(sent).toHaveLength(1)
      expect(sent[0]).toMatchObject({ subject, message })
    },
  )
})

/** Adds a field to every object. */
function withNewFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withNewFields)
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).map(([name, inner]) => [name, withNewFields(inner)])
  return { ...Object.fromEntries(fields), ofLaterVersion: { any: [1] } }
}

/** Returns the announcements and warnings of a node that receives the message. */
async function readHere({ subject, message }: { subject: string; message: unknown }) {
  const network = new InProcessNetwork()
  const announcements: Announcement[] = []
  const warnings: string[] = []
  const { relay, announcer } = node(network, warnings)
  announcer.listen((announcement) => announcements.push(announcement))
  relay.begin({ kind: 'token', tokenId, clientAppToken })
  relay.begin({ kind: 'aoiClient', aoiClientId })
  network.join().publish(subject, JSON.stringify(message))
  await delivered()
  return { announcements, warnings }
}

/** Returns the messages that a node sends for the announcement. */
async function sentOf(announcement: Announcement): Promise<{ subject: string; message: object }[]> {
  const network = new InProcessNetwork()
  const sent: { subject: string; message: object }[] = []
  const other = network.join()
  for (const subject of new Set(RECORDED.map((recorded) => recorded.subject)))
    other.listen(subject, (text) => sent.push({ subject, message: JSON.parse(text) as object }))
  node(network, []).announcer.announce(announcement)
  await delivered()
  return sent
}

function node(network: InProcessNetwork, warnings: string[]) {
  const announcer = new Announcer(rethrow)
  const log = {
    debug: () => {},
    info: () => {},
    warn: (fields: object, text: string) => void warnings.push(`${text} ${JSON.stringify(fields)}`),
    error: () => {},
  }
  const parts = { bus: network.join(), announcer, store: { epoch: 'e' }, log, onUnexpected: rethrow }
  return { announcer, relay: new Relay(parts) }
}

const delivered = () => new Promise((resolve) => setImmediate(resolve))

function rethrow(error: unknown): never {
  throw error
}
