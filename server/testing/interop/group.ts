import type { AoiClient, AoiPushEvent, AoiPushSubscription, PushSubscriptionJson } from '#client'
import { createAoiClient, memoryStorage } from '#client'

/** Each sender sends to all these subscriptions. */
export const SUBSCRIPTIONS = [
  { name: 'shared and bound', seeded: true, bound: true },
  { name: 'shared', seeded: true, bound: false },
  { name: 'unique and bound', seeded: false, bound: true },
  { name: 'unique', seeded: false, bound: false },
] as const

export type SubscriptionName = (typeof SUBSCRIPTIONS)[number]['name']

const APPLICATION = 'com.example.interop'
const SEED = 'the seed of a group of devices'

/** An AOI Client with all the subscriptions. It can be switched off, and keeps every text that it receives. */
export class Member {
  readonly #serverUrl: string
  readonly #vapidKey: string
  readonly #place: { records: string[] } = { records: [] }
  readonly #texts = new Map<string, string[]>()
  readonly subscriptions = new Map<SubscriptionName, PushSubscriptionJson>()
  #aoiClient: AoiClient | undefined

  private constructor(input: { serverUrl: string; vapidKey: string }) {
    this.#serverUrl = input.serverUrl
    this.#vapidKey = input.vapidKey
  }

  static async join(input: { serverUrl: string; vapidKey: string }): Promise<Member> {
    const member = new Member(input)
    const aoiClient = member.switchOn()
    for (const { name, seeded, bound } of SUBSCRIPTIONS) {
      const subscription: AoiPushSubscription = await aoiClient
        .pushManager(APPLICATION, { instance: name })
        .subscribe({
          ...(seeded && { tokenSeed: SEED }),
          ...(bound && { applicationServerKey: member.#vapidKey }),
        })
      // An application gives its sender the subscription as JSON.
      member.subscriptions.set(name, JSON.parse(JSON.stringify(subscription)) as PushSubscriptionJson)
    }
    return member
  }

  /** The texts received on this subscription. */
  textsOf(name: SubscriptionName): string[] {
    return this.#texts.get(name) ?? []
  }

  switchOn(): AoiClient {
    const aoiClient = createAoiClient({
      serverUrl: this.#serverUrl,
      storage: memoryStorage(this.#place),
      random: () => 0.01,
    })
    this.#aoiClient = aoiClient
    for (const { name } of SUBSCRIPTIONS) {
      const texts = this.textsOf(name)
      this.#texts.set(name, texts)
      const keep = ({ data }: AoiPushEvent) => texts.push(data?.text() ?? '')
      aoiClient.pushManager(APPLICATION, { instance: name }).addEventListener('push', keep)
    }
    return aoiClient
  }

  async switchOff(): Promise<void> {
    await this.#aoiClient?.close()
  }
}
