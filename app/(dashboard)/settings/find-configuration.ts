import { findServices } from '#server/services.ts'

/** How the server is configured, with secrets masked. */
export function findConfiguration() {
  const services = findServices()
  return services === undefined ? [] : [...services.configuration]
}
