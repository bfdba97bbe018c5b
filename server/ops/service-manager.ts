import { spawn } from 'node:child_process'
import type { Writable } from 'node:stream'
import type { Clock } from '../core/clock.ts'

/**
 * Node has no datagram sockets of Unix, so systemd's own program sends each message. A small shell starts it: a fork of
 * this process would copy the page tables of its whole memory each time.
 */
const SENDER = 'while IFS= read -r line; do systemd-notify "$line"; done'

/** The service manager's wishes, from its variables `NOTIFY_SOCKET` and `WATCHDOG_USEC`. */
export type ServiceManagerWishes = {
  isNotified: boolean
  /** The service manager restarts a server that is silent for this time; unset: it waits for no sign of life. */
  watchdogMilliseconds: number | undefined
}

/**
 * Tells systemd the state of the server, if a unit with `Type=notify` started it. Otherwise every method does nothing.
 * The state is one line in `systemctl status`.
 */
export class ServiceManager {
  readonly #sender: Writable | undefined
  readonly #watchdogMilliseconds: number | undefined

  constructor({ isNotified, watchdogMilliseconds }: ServiceManagerWishes) {
    this.#sender = isNotified ? startSender() : undefined
    this.#watchdogMilliseconds = watchdogMilliseconds
  }

  /** Tells the state in a few words. */
  readonly tellState = (state: string): void => this.#send(`STATUS=${state.replaceAll(/\s+/g, ' ')}`)

  /** Ends the start, and begins the signs of life: they stop if the event loop stands still. */
  ready(state: string, clock: Clock): void {
    this.tellState(state)
    this.#send('READY=1')
    if (this.#watchdogMilliseconds === undefined) return
    const half = this.#watchdogMilliseconds / 2
    const live = () => {
      this.#send('WATCHDOG=1')
      clock.after(half, live)
    }
    live()
  }

  stopping(): void {
    this.tellState('drains')
    this.#send('STOPPING=1')
  }

  #send(message: string): void {
    this.#sender?.write(`${message}\n`)
  }
}

/** The sender ends with this process, because its input ends. */
function startSender(): Writable {
  const child = spawn('/bin/sh', ['-c', SENDER], { stdio: ['pipe', 'ignore', 'ignore'] })
  // Without a shell, or without its sender, the server runs on. The service manager then notices the silence.
  child.on('error', () => undefined)
  child.stdin.on('error', () => undefined)
  child.unref()
  return child.stdin
}
