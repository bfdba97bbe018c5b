import { NO_LABELS } from '../../protocol/labels.ts'
import { notificationFrame } from '../../server/hub/wire/event-frame.ts'
import { AckClock, BenchAoiClient } from '../kit/bench-aoi-client.ts'
import { benchToken } from '../kit/bench-sessions.ts'
import { HttpSender } from '../kit/http-sender.ts'
import { MESSAGE_BYTES } from '../peers/peer.ts'
import { Receivers } from './receivers.ts'
import type { Target } from './target.ts'

const CONNECTS_AT_ONCE = 50

/**
 * Connects AOI Clients that acknowledge, all members of one token, and a Server Application that sends to that token.
 */
export async function connectAoiServer(input: {
  port: number
  sockets: number
  apiKey: string
}): Promise<Target> {
  const { port, sockets, apiKey } = input
  const clientAppToken = benchToken(0)
  const receivers = new Receivers(sockets)
  const acks = new AckClock()
  const clients: BenchAoiClient[] = []
  for (let first = 0; first < sockets; first += CONNECTS_AT_ONCE) {
    const batch = Array.from({ length: Math.min(CONNECTS_AT_ONCE, sockets - first) }, (_, place) =>
      openSession({ port, index: first + place, clientAppToken, receivers, acks }),
    )
    clients.push(...(await Promise.all(batch)))
  }
  const sender = new HttpSender(port, {
    authorization: `Bearer ${apiKey}`,
    'content-type': 'application/json',
  })
  const body = JSON.stringify({
    messageType: 'notificationReq',
    clientAppToken,
    payload: payloadOf(clientAppToken),
  })
  return {
    receivers,
    publish: async () => {
      await sender.post('/api/v1/notifications', body)
    },
    close: () => {
      acks.stop()
      sender.close()
      for (const { socket } of clients) socket.destroy()
    },
  }
}

function openSession(input: {
  port: number
  index: number
  clientAppToken: string
  receivers: Receivers
  acks: AckClock
}): Promise<BenchAoiClient> {
  const { receivers, acks, ...parts } = input
  return new Promise((resolve, reject) => {
    let counted = 0
    const client: BenchAoiClient = new BenchAoiClient(
      {
        ...parts,
        onNotifications: (count) => {
          receivers.add(counted, count)
          counted += count
        },
        onSession: () => resolve(client),
        onClose: () => reject(new Error('the server refused or closed a session')),
      },
      acks,
    )
  })
}

/** Returns a payload with which a notification has `MESSAGE_BYTES` on the wire while its seq has four digits. */
function payloadOf(clientAppToken: string): string {
  const frame = notificationFrame({
    tokenId: 1,
    clientAppToken,
    seq: 1000,
    id: '00000000-0000-7000-8000-000000000000',
    payload: '""',
    headers: undefined,
    urgency: 'normal',
    acceptedAt: 0,
    expiresAt: 0,
    traceparent: undefined,
    state: 'live',
    ...NO_LABELS,
  })
  return 'x'.repeat(Math.max(1, MESSAGE_BYTES - frame.length))
}
