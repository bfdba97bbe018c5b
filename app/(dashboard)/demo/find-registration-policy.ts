import { findServices } from '#server/services.ts'

/** Returns the policy for AOI Client registration at this server (`AOI_REGISTRATION`). */
export function findRegistrationPolicy() {
  return findServices()?.context.settings.registration ?? 'open'
}
