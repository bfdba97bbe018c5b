import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Remembers the notification printed last. A process killed after printing, and before its AOI Client has written that
 * down, gets that one notification again; this tells it apart, with one system call between printing and remembering.
 */
export class LastPrinted {
  readonly #file: number
  #id: string

  constructor(directory: string) {
    this.#file = openSync(join(directory, 'last-printed'), constants.O_RDWR | constants.O_CREAT, 0o600)
    this.#id = readFileSync(this.#file, 'utf8')
  }

  has(id: string): boolean {
    return this.#id === id
  }

  /** Ids are UUIDs, all of one length: each write covers the one before. Survives the end of this process. */
  remember(id: string): void {
    writeSync(this.#file, id, 0)
    this.#id = id
  }

  close(): void {
    closeSync(this.#file)
  }
}
