import { type Answer, ask, type Request } from './api.ts'
import type { ClientActor } from './client-actor.ts'
import { Recorder } from './recorder.ts'
import type { Setup } from './setup.ts'

const SLOW_REQUEST_MILLISECONDS = 150

/** State that the parts of a run share. */
export class Ground {
  readonly recorder = new Recorder()
  readonly clients: ClientActor[] = []
  /** Tokens with a registration, past or present, in order. */
  readonly tokens: string[] = []
  /** Accepted notifications, in order. */
  readonly ids: string[] = []
  readonly setup: Setup
  readonly name: string

  /** Runs that share a database have different names, which keep their tokens and keys apart. */
  constructor(setup: Setup, name: string) {
    this.setup = setup
    this.name = name
  }

  node(number: number): { number: number; url: string } {
    const index = number % this.setup.nodes.length
    return { number: index, url: this.setup.nodes[index]?.url ?? '' }
  }

  client(number: number): ClientActor {
    const client = this.clients[number % this.clients.length]
    if (client === undefined) throw new Error('there is no client')
    return client
  }

  async ask(node: number, request: Request): Promise<Answer> {
    const { recorder } = this
    const began = recorder.now
    const answer = await ask(this.node(node).url, request)
    const milliseconds = recorder.now - began
    if (milliseconds > SLOW_REQUEST_MILLISECONDS)
      recorder.note({ kind: 'late', from: began, to: recorder.now, milliseconds: milliseconds / 4 })
    return answer
  }
}
