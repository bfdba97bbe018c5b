import type { AdminAnswer, AdminCall, AdminRequest } from '#protocol'
import type { ApiServices } from '../api-services.ts'

/** The actor in the audit of every call over the admin socket, which does not identify its callers. */
export const LOCAL_ADMIN = 'local-admin'

/** The function that answers each call. Throws `AoiError`. */
export type AdminCalls = {
  [Call in AdminCall]: (services: ApiServices, request: AdminRequest<Call>) => Promise<AdminAnswer<Call>>
}

/** Returns a Unix time in milliseconds in the form of the wire. */
export function toInstant(at: number): string {
  return new Date(at).toISOString()
}

/** Returns `{[name]: instant}`, or `{}` without a time. */
export function maybeInstant<Name extends string>(
  name: Name,
  at: number | undefined,
): { [N in Name]?: string } {
  return (at === undefined ? {} : { [name]: toInstant(at) }) as { [N in Name]?: string }
}
