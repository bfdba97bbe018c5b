import type { Argon2id } from '../protocol/token.ts'
import type { HttpCall } from './http/http-call.ts'

/** The parts of an AOI Client that differ between Node and browsers. */
export type Platform = {
  argon2id: Argon2id
  callHttp: HttpCall
  /**
   * Calls the listener when a connection may work again: back online, or the page is visible again. Returns a function
   * that unsubscribes.
   */
  onWake: (listener: () => void) => () => void
}
