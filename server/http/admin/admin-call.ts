import type { AdminAnswer, AdminCall, AdminRequest } from '#protocol'
import type { ApiServices } from '../api-services.ts'

/** The actor in the audit of every call over the admin socket, which does not identify its callers. */
export const LOCAL_ADMIN = 'local-admin'

/** The function that answers each call. Throws `AoiError`. */
export type AdminCalls = {
  [Call in AdminCall]: (services: ApiServices, request: AdminRequest<Call>) => Promise<AdminAnswer<Call>>
}
