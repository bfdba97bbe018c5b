import { AOI_NAMESPACE, LIMITS, type NotificationAck } from '#protocol'
import { readFrameHead } from './client-frame.ts'

type Acks = NotificationAck['acks']

/** As the AOI Client writes it: Engine.IO `message` (4), Socket.IO `EVENT` (2), no answer wanted, and no space. */
const BEGINNING = `42${AOI_NAMESPACE},["notificationAck",{"messageType":"notificationAck","acks":[`
const ACK = /\["([gu]1[A-Za-z0-9_-]{43})",([1-9][0-9]{0,14})\]/y
const END = ']}]'

const content = Buffer.alloc(LIMITS.messageBytes)

/**
 * What is acknowledged by bytes of a websocket that are whole frames, each a `notificationAck` of the ordinary shape;
 * a message each. `undefined` where they are anything else, that may be well formed too.
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
    // Of bytes that are not ASCII it makes characters that stand nowhere here.
    const acks = readAckText(content.toString('latin1', 0, length))
    if (acks === undefined) return undefined
    messages.push(acks)
    at = frame.endAt
  }
  return messages
}

/** Neither more nor otherwise than what Socket.IO's parser and the schema would make of it. */
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
