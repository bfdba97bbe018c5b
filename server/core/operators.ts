import type { Operator } from '#protocol/dashboard/operators.ts'

/** A signed-in operator, and for how long what they confirmed counts. */
export type OperatorSession = {
  sessionId: string
  operator: Operator
  /** When they last signed in or confirmed it: Unix ms. */
  confirmedAt: number
}

/** Finds out who asks. The doors of the dashboard ask it for every request, page and socket. */
export interface Operators {
  /** `undefined` when nobody is signed in. `addresses` are those the request came through, the nearest last. */
  findSession(request: {
    headers: Headers
    addresses: readonly string[]
  }): Promise<OperatorSession | undefined>
}
