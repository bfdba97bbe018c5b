import type { RequestListener } from 'node:http'
import { serveApi } from './http/serve-api.ts'
import type { Door } from './requests.ts'
import { API_ROOTS, type Part } from './roles.ts'
import type { Services } from './services.ts'

/** Returns the doors for requests, each with its path. Requests for any other path go to the pages. */
export function openDoors(services: Services, { apiPaths }: Part): Door[] {
  const request = serveApi(services)
  return [
    ...apiPaths.map((path) => ({ path, request })),
    // The rest of the API belongs to other nodes: the pages of this node must not answer for it.
    ...API_ROOTS.map((path) => ({ path, request: answerNothingHere })),
  ]
}

const answerNothingHere: RequestListener = (_request, response) => {
  const body = JSON.stringify({ code: '404', desc: 'this node does not serve this path' })
  response.writeHead(404, { 'content-type': 'application/json' }).end(body)
}
