import type { LogEntry } from '../store.ts'

/** Sizes to which plaintexts are padded. The last one makes a body of 4096 bytes (RFC 8291, 4). */
export const PADDED_BYTES = [512, 1024, 2048, 3993] as const
const LARGEST_BYTES = 3993
const DISPLAY = /^\{"web_push":8030[,}]/
const JSON_TYPE = 'application/notification+json'
const BINARY_TYPE = 'application/octet-stream'

/** The plaintext for a push member (`docs/protocol.md` section 4.5), and the content type of its message. */
export type MemberMessage = { plaintext: Buffer; paddedBytes: number; contentType: string }

type About = { entry: LogEntry; epoch: string; link: string; declarative: boolean }

/** Makes the message with the notification itself, or the notice if it does not fit. */
export function memberMessage(about: About): MemberMessage {
  const { entry, declarative } = about
  const isDeclarative = declarative && entry.headers === undefined && DISPLAY.test(entry.payload)
  const plaintext = isDeclarative
    ? Buffer.from(`${openObject(about)},${entry.payload.slice(1)}`)
    : Buffer.concat([Buffer.from(`${openObject(about)},${contentOf(entry)}`), bodyOf(entry)])
  if (plaintext.byteLength > LARGEST_BYTES) return noticeMessage(about)
  return padded(plaintext, isDeclarative ? JSON_TYPE : BINARY_TYPE)
}

/** Makes the message that tells the receiver to fetch the notification by its link. */
export function noticeMessage(about: About): MemberMessage {
  return padded(Buffer.from(`${openObject(about)},"notice":true}`), BINARY_TYPE)
}

function padded(plaintext: Buffer, contentType: string): MemberMessage {
  const paddedBytes = PADDED_BYTES.find((bytes) => bytes >= plaintext.byteLength) ?? LARGEST_BYTES
  return { plaintext, paddedBytes, contentType }
}

function openObject({ entry, epoch, link }: About): string {
  const { clientAppToken, seq, id, expiresAt } = entry
  return `{"aoi":${JSON.stringify({ clientAppToken, seq, id, epoch, expiresAt, link })}`
}

/** Payload and headers are JSON text already, without a line feed between their tokens. */
function contentOf({ headers, payload }: LogEntry): string {
  return headers === undefined ? `"payload":${payload}}` : `"headers":${headers}}\n`
}

function bodyOf({ headers, payload }: LogEntry): Buffer {
  return headers === undefined ? Buffer.alloc(0) : Buffer.from(payload, 'base64url')
}
