import { fileURLToPath } from 'node:url'
import { Worker } from '../kit/worker.ts'
import type { Answer, Order } from './target.ts'

const PROGRAM = fileURLToPath(new URL('./run-load.ts', import.meta.url))

/** The load process, controlled by orders. */
export class Load {
  readonly #worker = new Worker<Order, Answer>(PROGRAM)

  async connect(order: Omit<Extract<Order, { kind: 'connect' }>, 'kind'>): Promise<void> {
    await this.#worker.ask({ kind: 'connect', ...order })
  }

  run(order: { inFlight: number; seconds: number; pauseMilliseconds?: number }): Promise<Answer> {
    return this.#worker.ask({ kind: 'run', pauseMilliseconds: 0, ...order })
  }

  end(): Promise<void> {
    return this.#worker.end()
  }
}
