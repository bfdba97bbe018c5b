import { createApi } from '#server/http/api.ts'
import { openServices } from '#server/open-services.ts'
import { findServices } from '#server/services.ts'

const api = createApi(findServices)

/** Serves every route of the API if Next runs without the custom server in front. */
async function serve(request: Request): Promise<Response> {
  await openServices()
  return api.fetch(request, {})
}

export {
  serve as DELETE,
  serve as GET,
  serve as HEAD,
  serve as OPTIONS,
  serve as PATCH,
  serve as POST,
  serve as PUT,
}
