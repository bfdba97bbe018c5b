import { AOI_NAMESPACE, LIMITS, type NotificationAck } from '#protocol'
import { readFrameHead } from './client-frame.ts'

type Acks = NotificationAck['acks']

/**
 * The prefix exactly as the AOI Client writes it: Engine.IO `message` (4), Socket.IO `EVENT` (2), without an answer and
 * without spaces.
 */
const BEGINNING = `42${AOI_NAMESPACE},["notificationAck",{"messageType":"notificationAck","acks":[`
const ACK = /\["([gu]1[A-Za-z0-9_-]{43})",([1-9][0-9]{0,14})\]/y
const END = ']}]'

const content = Buffer.alloc(LIMITS.messageBytes)

/**
 * Reads acknowledgements from websocket bytes that are whole frames, each an ordinary `notificationAck`. Returns one
 * item for each message. Returns `undefined` for any other bytes, even well-formed ones.
 */
export function readAcks(bytes: Buffer): Acks[] | undefined {
  const messages: Acks[] = []
  for (let at = 0; at < bytes.length; ) {
    const frame = readFrameHead(bytes, at)
    if (frame === undefined || !frame.isText || frame.endAt > bytes.length) return undefined
    const length = frame.endAt - frame.contentAt
    if (length < BEGINNING.length) return undefined
    for (let index = 0; index < length; index += 1)
      content[index] = (bytes[frame.contentAt + index] ?? 0) ^ (bytes[frame.maskAt + (index % 4)] ?? 0)
    // Latin-1 turns bytes that are not ASCII into characters that never match here.
    const acks = readAckText(content.toString('latin1', 0, length))
    if (acks === undefined) return undefined
    messages.push(acks)
    at = frame.endAt
  }
  return messages
}

/** Returns exactly the acknowledgements that Socket.IO's parser and the schema would find. */
function readAckText(text: string): Acks | undefined {
  if (!text.startsWith(BEGINNING)) return undefined
  const acks: Acks = []
  let at = BEGINNING.length
  while (acks.length < LIMITS.acksPerMessage) {
    ACK.lastIndex = at
    const ack = ACK.exec(text)
    if (ack === null) return undefined
    acks.push([ack[1] ?? '', Number(ack[2])])
    at = ACK.lastIndex
    if (text[at] !== ',') return at + END.length === text.length && text.endsWith(END) ? acks : undefined
    at += 1
  }
  return undefined
}
