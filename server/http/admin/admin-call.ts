import type { AdminAnswer, AdminCall, AdminRequest } from '#protocol'
import type { ApiServices } from '../api-services.ts'

/** Who did it, in the audit log: whoever may open the socket. */
export const LOCAL_ADMIN = 'local-admin'

/** How each call is answered. Throws `AoiError`. */
export type AdminCalls = {
  [Call in AdminCall]: (services: ApiServices, request: AdminRequest<Call>) => Promise<AdminAnswer<Call>>
}

/** A Unix time in milliseconds as it is written on the wire. */
export function toInstant(at: number): string {
  return new Date(at).toISOString()
}

/** `{[name]: instant}`, or nothing when it never happened. */
export function maybeInstant<Name extends string>(
  name: Name,
  at: number | undefined,
): { [N in Name]?: string } {
  return (at === undefined ? {} : { [name]: toInstant(at) }) as { [N in Name]?: string }
}
