import { onTestFinished } from 'vitest'
import type { Urgency } from '#protocol'
import { registerAoiClient } from '#server/core/aoi-clients/register-aoi-client.ts'
import { AoiConnection, type Credential } from './aoi-connection.ts'
import { type Answered, call } from './api-caller.ts'
import { NODES, openNodeGround, startNode } from './node-ground.ts'
import { startTestServer, type TestServer } from './start-test-server.ts'

export const STAGE_APPLICATION = 'com.example.chat'
const SEED = 'a secret of more than 16 bytes'

type Message = { clientAppToken: string; payload?: unknown; ttl?: number; topic?: string; urgency?: Urgency }
export type Accepted = { notificationId: string; seq: number; recipients: number }
export type Member = { as: Credential; connection: AoiConnection; token: string }

type StageParts = { nodes: readonly TestServer[]; remove: () => Promise<void> }
type Overrides = NonNullable<Parameters<typeof startTestServer>[0]>

/**
 * A running server with a Server Application that may send, for tests over the wire. With `TEST_NODES` it has that many
 * nodes: each AOI Client connects to its own node, and requests go to the nodes in turn.
 */
export class Stage {
  readonly nodes: readonly TestServer[]
  readonly server: TestServer
  readonly key: string
  readonly #remove: () => Promise<void>
  readonly #connections: AoiConnection[] = []
  readonly #homes = new Map<string, TestServer>()
  #turn = 0

  private constructor(parts: StageParts & { server: TestServer; key: string }) {
    this.#remove = parts.remove
    this.nodes = parts.nodes
    this.server = parts.server
    this.key = parts.key
  }

  /** Opens a stage for one test, and closes it after the test. */
  static async open(overrides: Overrides = {}): Promise<Stage> {
    const started = await startNodes(overrides)
    const [server] = started.nodes
    if (server === undefined) throw new Error('there is no node')
    const stage = new Stage({ ...started, server, key: await server.createKey(STAGE_APPLICATION) })
    onTestFinished(() => stage.close())
    return stage
  }

  /** The URL for the next request. */
  get url(): string {
    return this.#next().url
  }

  /** Returns the node that an AOI Client connects to. */
  homeOf({ aoiClientId }: Pick<Credential, 'aoiClientId'>): TestServer {
    const home = this.#homes.get(aoiClientId) ?? this.#next()
    this.#homes.set(aoiClientId, home)
    return home
  }

  #next(): TestServer {
    this.#turn += 1
    return this.nodes[this.#turn % this.nodes.length] ?? this.server
  }

  /** Number of AOI Clients in session, over all nodes. */
  get onlineAoiClients(): number {
    return this.nodes.reduce((sum, { services }) => sum + services.online(), 0)
  }

  newAoiClient(): Promise<Credential> {
    return registerAoiClient(this.server.services.context, {})
  }

  /** Opens a session of this AOI Client. */
  async connect(
    as: Credential & { minimumUrgency?: Urgency },
    cursors?: { epoch?: string; cursors: Record<string, number> },
  ): Promise<AoiConnection> {
    const connection = await AoiConnection.open(this.homeOf(as).url, { ...as, ...cursors })
    this.#connections.push(connection)
    return connection
  }

  /** Opens a connection that may be refused. The connection of an AOI Client goes to its own node. */
  knock(options: ConstructorParameters<typeof AoiConnection>[1] = {}): AoiConnection {
    const as = options.auth as Partial<Credential> | undefined
    const { aoiClientId } = as ?? {}
    const url = aoiClientId === undefined ? this.url : this.homeOf({ aoiClientId }).url
    const connection = new AoiConnection(url, options)
    this.#connections.push(connection)
    return connection
  }

  /** Registers a new AOI Client in session to the token of the seed. */
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
  async send(notification: Message): Promise<Accepted> {
    const answered = await this.post(notification)
    if (answered.status !== 201) throw new Error(`not sent: ${answered.status} ${answered.text}`)
    return answered.body as unknown as Accepted
  }

  post({ payload = 'ping', ...elements }: Message): Promise<Answered> {
    const body = { messageType: 'notificationReq', payload, ...elements }
    return call(this.url, { path: '/api/v1/notifications', key: this.key, body })
  }

  /** Sends one notification after the other. Returns the payloads `first` to `first + count - 1`. */
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
    await Promise.all(this.nodes.map((node) => node.stop()))
    await this.#remove()
  }
}

async function startNodes(overrides: Overrides): Promise<StageParts> {
  if (NODES === 1) return { nodes: [await startTestServer(overrides)], remove: async () => {} }
  const ground = await openNodeGround()
  const env = { ...ground.env, ...overrides.env }
  const starting = Array.from({ length: NODES }, () => startNode({ ...overrides, env }))
  return { nodes: await Promise.all(starting), remove: ground.remove }
}
