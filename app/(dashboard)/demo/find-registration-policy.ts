import { findServices } from '#server/services.ts'

/** Who may register an AOI Client at this server (`AOI_REGISTRATION`). */
export function findRegistrationPolicy() {
  return findServices()?.context.settings.registration ?? 'open'
}
