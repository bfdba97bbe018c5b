import { findServices } from '#server/services.ts'

/** Returns the server's configuration, with secrets masked. */
export function findConfiguration() {
  const services = findServices()
  return services === undefined ? [] : [...services.configuration]
}
