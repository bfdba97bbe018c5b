import { LIMITS } from '#protocol'
import { AoiError } from '#server/core/errors.ts'
import type { OperatorSession } from '#server/core/operators/operators.ts'
import type { ApiRequest, ApiServices } from '../api-services.ts'

/** Returns the session of the calling operator. Throws `unauthorized`, with the reason why there is none. */
export async function requireSession(
  { operators }: Pick<ApiServices, 'operators'>,
  c: ApiRequest,
): Promise<OperatorSession> {
  const { headers } = c.req.raw
  const session = await operators.findSession(headers)
  if (session !== undefined) return session
  throw new AoiError('unauthorized', 'sign in first', { reason: await operators.explainNoSession(headers) })
}

/** Throws `stepUp` if the operator signed in too long ago for an act that can hurt. `confirmedAt` is Unix ms. */
export function requireConfirmed({ context }: Pick<ApiServices, 'context'>, confirmedAt: number): void {
  if (context.clock.now() - confirmedAt > LIMITS.stepUpSeconds * 1000)
    throw new AoiError('stepUp', 'sign in again to confirm your identity')
}
