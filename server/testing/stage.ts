import { onTestFinished } from 'vitest'
import { registerAoiClient } from '#server/core/aoi-clients/register-aoi-client.ts'
import { AoiConnection, type Credential } from './aoi-connection.ts'
import { type Answered, call } from './api-caller.ts'
import { startTestServer, type TestServer } from './start-test-server.ts'

export const STAGE_APPLICATION = 'com.example.chat'
const SEED = 'a secret of more than 16 bytes'

type Sending = { clientAppToken: string; payload?: unknown; ttl?: number; topic?: string }
export type Accepted = { notificationId: string; seq: number; recipients: number }
export type Member = { as: Credential; connection: AoiConnection; token: string }

/** A running server with a Server Application that may send, for tests that speak to it over the wire. */
export class Stage {
  readonly server: TestServer
  readonly key: string
  readonly #connections: AoiConnection[] = []

  private constructor(server: TestServer, key: string) {
    this.server = server
    this.key = key
  }

  /** Opened for one test, and closed when it is over. */
  static async open(overrides: Parameters<typeof startTestServer>[0] = {}): Promise<Stage> {
    const server = await startTestServer(overrides)
    const stage = new Stage(server, await server.createKey(STAGE_APPLICATION))
    onTestFinished(() => stage.close())
    return stage
  }

  get url(): string {
    return this.server.url
  }

  newAoiClient(): Promise<Credential> {
    return registerAoiClient(this.server.services.context, {})
  }

  /** A session of this AOI Client, once it is open. */
  async connect(
    as: Credential,
    cursors?: { epoch?: string; cursors: Record<string, number> },
  ): Promise<AoiConnection> {
    const connection = await AoiConnection.open(this.url, { ...as, ...cursors })
    this.#connections.push(connection)
    return connection
  }

  /** A connection that may or may not be let in. */
  knock(options: ConstructorParameters<typeof AoiConnection>[1] = {}): AoiConnection {
    const connection = new AoiConnection(this.url, options)
    this.#connections.push(connection)
    return connection
  }

  /** A new AOI Client in session, registered to the token of the seed. */
  async member(tokenSeed = SEED): Promise<Member> {
    const as = await this.newAoiClient()
    const connection = await this.connect(as)
    return { as, connection, token: await this.register({ as, connection }, tokenSeed) }
  }

  async register(member: Omit<Member, 'token'>, tokenSeed: string): Promise<string> {
    const answer = await member.connection.register(member.as, { tokenSeed })
    if (answer.code !== '200') throw new Error(`not registered: ${answer.code} ${answer.desc}`)
    return answer.clientAppToken
  }

  /** Sends one notification. */
  async send(notification: Sending): Promise<Accepted> {
    const answered = await this.post(notification)
    if (answered.status !== 201) throw new Error(`not sent: ${answered.status} ${answered.text}`)
    return answered.body as unknown as Accepted
  }

  post({ payload = 'ping', ...elements }: Sending): Promise<Answered> {
    const body = { messageType: 'notificationReq', payload, ...elements }
    return call(this.url, { path: '/api/v1/notifications', key: this.key, body })
  }

  /** One after the other; answers the payloads `first` to `first + count - 1`. */
  async sendMany(
    clientAppToken: string,
    { count, first = 1 }: { count: number; first?: number },
  ): Promise<number[]> {
    const payloads = Array.from({ length: count }, (_, index) => first + index)
    for (const payload of payloads) await this.send({ clientAppToken, payload })
    return payloads
  }

  status({ notificationId }: Accepted): Promise<Answered> {
    return call(this.url, { path: `/api/v1/notifications/${notificationId}`, key: this.key })
  }

  cancel({ notificationId }: Accepted): Promise<Answered> {
    return call(this.url, {
      method: 'DELETE',
      path: `/api/v1/notifications/${notificationId}`,
      key: this.key,
    })
  }

  async close(): Promise<void> {
    for (const connection of this.#connections) connection.close()
    await this.server.stop()
  }
}
