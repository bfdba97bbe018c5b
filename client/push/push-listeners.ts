import type { PushEvents, PushListener } from './push-api.ts'

type ByType = { [Type in keyof PushEvents]: Set<PushListener<Type>> }

/** Who listens to a push manager. */
export class PushListeners {
  readonly #byType: ByType = { push: new Set(), messageerror: new Set(), pushsubscriptionchange: new Set() }

  add<Type extends keyof PushEvents>(type: Type, listener: PushListener<Type>): void {
    this.#of(type).add(listener)
  }

  remove<Type extends keyof PushEvents>(type: Type, listener: PushListener<Type>): void {
    this.#of(type).delete(listener)
  }

  get hearPushes(): boolean {
    return this.#byType.push.size > 0
  }

  /**
   * Calls every listener, and settles when all that they and `lasting` wait for has; rejects with the first failure.
   */
  async tell<Type extends keyof PushEvents>(
    type: Type,
    { event, lasting = [] }: { event: PushEvents[Type]; lasting?: Promise<unknown>[] },
  ): Promise<void> {
    const called = [...this.#of(type)].map(async (listener) => listener(event))
    // One that fails must not end the others halfway: all are waited for first.
    const outcomes = await Promise.allSettled(called)
    // What was handed to `waitUntil` until here; later it is too late.
    outcomes.push(...(await Promise.allSettled(lasting)))
    const failed = outcomes.find((outcome) => outcome.status === 'rejected')
    if (failed !== undefined) throw failed.reason
  }

  #of<Type extends keyof PushEvents>(type: Type): ByType[Type] {
    return this.#byType[type]
  }
}
