import { serveApi } from './http/serve-api.ts'
import type { Door } from './requests.ts'
import type { Services } from './services.ts'

/** The doors for requests, each with the path that it stands at. Whatever stands at none is a page. */
export function openDoors(services: Services): Door[] {
  return [{ path: '/api', request: serveApi(services) }]
}
