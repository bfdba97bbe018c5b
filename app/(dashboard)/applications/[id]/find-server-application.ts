import { findServices } from '#server/services.ts'
import { nameServerApplication } from './name-server-application.ts'

/** Returns the name of the Server Application in the URL; `undefined` if there is none. */
export async function findServerApplication(id: string): Promise<string | undefined> {
  const services = findServices()
  return services && nameServerApplication(services, id)
}
