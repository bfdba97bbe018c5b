import { Decoder, Encoder } from 'socket.io-parser'
import { compactJson, findMember, isDeeperThan } from '../../protocol/json-text.ts'
import { CLIENT_LIMITS } from '../limits.ts'

/** The head of a Socket.IO packet with a notification that is JSON; the message begins behind it. */
const NOTIFICATION = /^2\/aoi,\d*\["notification",/

/**
 * Parses an AOI Server's messages within `CLIENT_LIMITS`; an excess closes the connection with "parse error". Keeps the
 * payload of a notification as JSON text in a string: no number loses a digit, and no payload is parsed in vain.
 */
class SessionDecoder extends Decoder {
  constructor() {
    super({ maxAttachments: CLIENT_LIMITS.frameAttachments })
  }

  override add(frame: unknown): void {
    super.add(typeof frame === 'string' ? checkFrame(frame) : frame)
  }
}

/** The `parser` option of `socket.io-client`. */
export const sessionParser = { Encoder, Decoder: SessionDecoder }

function checkFrame(frame: string): string {
  if (frame.length > CLIENT_LIMITS.frameBytes) throw new Error('a message is too long')
  if (isDeeperThan(frame, CLIENT_LIMITS.frameDepth)) throw new Error('a message is nested too deeply')
  const head = NOTIFICATION.exec(frame)
  const payload = head === null ? undefined : findMember(frame, { name: 'payload', from: head[0].length })
  if (payload === undefined) return frame
  const text = compactJson(frame.slice(payload.start, payload.end))
  return `${frame.slice(0, payload.start)}${JSON.stringify(text)}${frame.slice(payload.end)}`
}
