import { serveApi } from './http/serve-api.ts'
import type { Door } from './requests.ts'
import type { Services } from './services.ts'

/** What the API serves: its own paths, and those that Web Push and Matrix have fixed. */
const API_PATHS = ['/api', '/wp', '/_matrix'] as const

/** The doors for requests, each with the path that it stands at. Whatever stands at none is a page. */
export function openDoors(services: Services): Door[] {
  const request = serveApi(services)
  return API_PATHS.map((path) => ({ path, request }))
}
