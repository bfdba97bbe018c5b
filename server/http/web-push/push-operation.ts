import { clientAppTokenSchema } from '#protocol'
import { AoiError } from '#server/core/errors.ts'
import type { Api, ApiRequest } from '../api-services.ts'
import { addOperation, type Operation } from '../operation.ts'
import { readCaller } from '../read-caller.ts'

/** Adds an operation of the push doors. Its answers carry no message, and its 401 asks for VAPID. */
export function addPushOperation(api: Api, operation: Pick<Operation, 'route' | 'run' | 'door'>): void {
  addOperation(api, { family: undefined, challenge: 'vapid', ...operation })
}

/** Returns the token of the push resource. Throws `notFound` for a malformed token, as for an unknown one. */
export function readToken(c: ApiRequest): string {
  const token = clientAppTokenSchema.safeParse(c.req.param('clientAppToken'))
  if (token.success) return token.data
  throw new AoiError('notFound', 'no subscription has this URL')
}

/** Returns the caller's address in the unit of limits by address. */
export function addressOf(api: Api, c: ApiRequest): string {
  return readCaller(api.services(), c).limitKey
}

const retryHeaders = {
  'Retry-After': {
    description: 'Seconds to wait before the next attempt',
    schema: { type: 'integer' as const },
  },
}

/** The temporary errors that every push door may answer. Senders keep the subscription. */
export const PASSING = {
  429: { description: 'Too many messages', headers: retryHeaders },
  503: { description: 'Temporarily unavailable', headers: retryHeaders },
}
