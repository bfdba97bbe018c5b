import type { Ground } from './ground.ts'
import type { Operation } from './operations.ts'

/**
 * Share of slow database connections. As only some are slow, a write on one connection can overtake a read on another.
 */
const SLOW_SHARE = 0.5

/** Stops and starts nodes, and disturbs their database and Redis. */
export class Weather {
  readonly #ground: Ground
  #slow: { from: number; milliseconds: number } | undefined

  constructor(ground: Ground) {
    this.#ground = ground
  }

  /** Ends all faults. */
  mend(): void {
    const { setup, recorder } = this.#ground
    setup.mend()
    this.#endSlow()
    recorder.note({ kind: 'redis', at: recorder.now, isWell: true })
  }

  async change(
    operation: Extract<Operation, { does: 'kill' | 'drain' | 'slowDatabase' | 'cutRedis' | 'mendRedis' }>,
  ): Promise<void> {
    const { recorder } = this.#ground
    switch (operation.does) {
      case 'kill':
      case 'drain':
        return this.#restart(operation)
      case 'slowDatabase':
        this.#endSlow()
        if (operation.milliseconds === 0) return this.#ground.setup.database?.release()
        this.#slow = { from: recorder.now, milliseconds: operation.milliseconds }
        return this.#ground.setup.database?.slow(operation.milliseconds, { share: SLOW_SHARE })
      case 'cutRedis':
        recorder.note({ kind: 'redis', at: recorder.now, isWell: false })
        return this.#ground.setup.redis?.hold()
      case 'mendRedis':
        recorder.note({ kind: 'redis', at: recorder.now, isWell: true })
        return this.#ground.setup.redis?.release()
    }
  }

  /** Records that the database was slow. The effects last a little longer than the delay itself. */
  #endSlow(): void {
    if (this.#slow === undefined) return
    const { from, milliseconds } = this.#slow
    this.#ground.recorder.note({
      kind: 'late',
      from,
      to: this.#ground.recorder.now + 10 * milliseconds,
      milliseconds,
    })
    this.#slow = undefined
  }

  async #restart({ does, node }: { does: 'kill' | 'drain'; node: number }): Promise<void> {
    const { number } = this.#ground.node(node)
    const server = this.#ground.setup.nodes[number]
    if (server === undefined) return
    const down = this.#ground.recorder.note({
      kind: 'down',
      node: number,
      how: does,
      began: this.#ground.recorder.now,
      ended: undefined as number | undefined,
    })
    const { code, signal } = await server.run.end(does === 'kill' ? 'SIGKILL' : 'SIGTERM')
    if (does === 'drain' && code !== 0)
      this.#ground.recorder.note({
        kind: 'fault',
        at: this.#ground.recorder.now,
        text: `a drain ended with ${signal ?? code}`,
      })
    await server.begin().ready
    down.ended = this.#ground.recorder.now
  }
}
