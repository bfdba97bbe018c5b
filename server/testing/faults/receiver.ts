import {
  type AoiClient,
  type ClientAppRegistration,
  createAoiClient,
  openFileStorage,
  type RegisterInput,
} from '#client'

/** A notification as the Client Application's handler received it. */
export type Receipt = {
  clientAppToken: string
  seq: number
  id: string
  payload: unknown
  /** By the monotonic clock of the test, in milliseconds. */
  at?: number
}

/** Reconnects soon after a server was killed, and never at the same instant as the others. */
const SOON = () => Math.random() * 0.2

/** An AOI Client with its journal on disk, and Client Applications that record every notification. */
export class Receiver {
  readonly name: string
  readonly client: AoiClient
  /** In the order in which the handlers were called. */
  readonly receipts: Receipt[] = []
  readonly registrations: ClientAppRegistration[] = []

  private constructor(name: string, client: AoiClient) {
    this.name = name
    this.client = client
  }

  static async open(input: { name: string; serverUrl: string; directory: string }): Promise<Receiver> {
    const { name, serverUrl, directory } = input
    const storage = await openFileStorage(directory)
    return new Receiver(name, createAoiClient({ serverUrl, storage, random: SOON, deviceInfo: { name } }))
  }

  get tokens(): string[] {
    return [...new Set(this.registrations.map(({ token }) => token))]
  }

  /** Registers a Client Application instance, and records its notifications. */
  async join(input: RegisterInput): Promise<ClientAppRegistration> {
    const registration = await this.client.register({ timeoutMs: 60_000, ...input })
    this.registrations.push(registration)
    registration.onNotification((notification) => {
      const { clientAppToken, seq, id } = notification
      const payload = 'payload' in notification ? notification.payload : undefined
      this.receipts.push({ clientAppToken, seq, id, payload, at: performance.now() })
    })
    return registration
  }
}
