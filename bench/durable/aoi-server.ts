import { AckClock, BenchAoiClient } from '../kit/bench-aoi-client.ts'
import { benchToken } from '../kit/bench-sessions.ts'
import { HttpSender } from '../kit/http-sender.ts'
import { type Clients, type Open, PAYLOAD } from './broker.ts'

const acks = new AckClock()

/** AOI Clients that acknowledge as those of `client/` do, and a Server Application. */
export const aoiClients: Clients = {
  openMember: ({ port, index, group, connection, before, onMessages }) =>
    new Promise<Open>((resolve, reject) => {
      const client: BenchAoiClient = new BenchAoiClient(
        {
          ...{ port, index, connection, afterSeq: before, clientAppToken: benchToken(group) },
          onNotifications: onMessages,
          onSession: () => resolve({ close: () => client.socket.destroy() }),
          onClose: () => reject(new Error('the server refused or closed a session')),
        },
        acks,
      )
    }),
  openPublisher: async ({ port, apiKey }) => {
    const sender = new HttpSender(port, {
      authorization: `Bearer ${apiKey}`,
      'content-type': 'application/json',
    })
    return {
      publish: async (group) => {
        const notification = {
          messageType: 'notificationReq',
          clientAppToken: benchToken(group),
          payload: PAYLOAD,
        }
        await sender.post('/api/v1/notifications', JSON.stringify(notification))
      },
      close: () => sender.close(),
    }
  },
}
