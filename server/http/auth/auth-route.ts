import type { Caller } from '#server/ops/caller.ts'
import type { ApiRequest, ApiServices } from '../api-services.ts'

type Serve = (services: ApiServices, c: ApiRequest, caller: Caller) => Promise<Response>

/** Adds a route below `/api/auth`. Only the server's own pages may call it to change something. */
export type AddAuthRoute = (route: { method: string; path: string }, serve: Serve) => void
