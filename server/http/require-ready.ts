import { AoiError } from '#server/core/errors.ts'
import type { Api } from './api-services.ts'

/** Throws `unavailable` while the server takes no notifications: it drains, or its disk is almost full. */
export function requireReady(api: Api): void {
  const { isDraining, readiness } = api.services()
  if (isDraining()) throw new AoiError('unavailable', 'the server is draining', 5)
  readiness.refuseWhenDiskIsLow()
}
