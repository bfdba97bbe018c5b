import { findServices } from '#server/services.ts'

/** Returns the name of the identity provider through which operators may sign in, if there is one. */
export function findProvider(): string | undefined {
  return findServices()?.operators.provider?.name
}
