import type { PushEvents, PushListener } from './push-api.ts'

type ByType = { [Type in keyof PushEvents]: Set<PushListener<Type>> }

/** The listeners of a push manager. */
export class PushListeners {
  readonly #byType: ByType = { push: new Set(), messageerror: new Set(), pushsubscriptionchange: new Set() }

  add<Type extends keyof PushEvents>(type: Type, listener: PushListener<Type>): void {
    this.#of(type).add(listener)
  }

  remove<Type extends keyof PushEvents>(type: Type, listener: PushListener<Type>): void {
    this.#of(type).delete(listener)
  }

  get hasPushListeners(): boolean {
    return this.#byType.push.size > 0
  }

  /**
   * Calls every listener. Settles when all their promises and those in `lasting` have settled; rejects with the first
   * failure.
   */
  async emit<Type extends keyof PushEvents>(
    type: Type,
    { event, lasting = [] }: { event: PushEvents[Type]; lasting?: Promise<unknown>[] },
  ): Promise<void> {
    const called = [...this.#of(type)].map(async (listener) => listener(event))
    // Waits for all of them, so that one failure does not end the others halfway.
    const outcomes = await Promise.allSettled(called)
    // Promises given to `waitUntil` so far; later ones come too late.
    outcomes.push(...(await Promise.allSettled(lasting)))
    const failed = outcomes.find((outcome) => outcome.status === 'rejected')
    if (failed !== undefined) throw failed.reason
  }

  #of<Type extends keyof PushEvents>(type: Type): ByType[Type] {
    return this.#byType[type]
  }
}
