import { type ChildProcess, fork } from 'node:child_process'

/** A process of the bench that carries out orders, one at a time. */
export class Worker<Order extends object, Answer> {
  readonly #child: ChildProcess

  /** `program` is the path of a TypeScript file that answers each message with one message. */
  constructor(program: string) {
    this.#child = fork(program, [], { execArgv: ['--import', 'tsx'] })
  }

  /** Rejects when the process ends first. */
  ask(order: Order): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const ended = () => reject(new Error('the load process ended'))
      this.#child.once('exit', ended)
      this.#child.once('message', (answer: Answer) => {
        this.#child.off('exit', ended)
        resolve(answer)
      })
      this.#child.send(order)
    })
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null) return
    const ended = new Promise<void>((resolve) => this.#child.once('close', () => resolve()))
    this.#child.kill('SIGKILL')
    await ended
  }
}
