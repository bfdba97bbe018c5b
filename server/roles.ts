/** The part that a node serves (`AOI_ROLE`): everything, or one part if several nodes share the work. */
export const NODE_ROLES = ['all', 'api', 'hub', 'dashboard'] as const

export type NodeRole = (typeof NODE_ROLES)[number]

/** Paths that every node serves, so that proxies and monitors can check its state. */
const STATUS_PATHS = ['/api/health', '/api/ready'] as const

/** Paths of stock senders: our own, and those of ntfy, Gotify and Pushover. */
const SENDER_ROOTS = ['/in', '/ntfy', '/message', '/1'] as const

/** The roots of the API: our own, those of Web Push and Matrix, and those of stock senders. */
export const API_ROOTS = ['/api', '/wp', '/_matrix', ...SENDER_ROOTS] as const

/** The API paths that a role serves, each with everything below it. */
const API_PATHS: Record<NodeRole, readonly string[]> = {
  all: API_ROOTS,
  api: [...STATUS_PATHS, '/api/v1', '/api/openapi.json', '/wp', '/_matrix', ...SENDER_ROOTS],
  hub: STATUS_PATHS,
  dashboard: [...STATUS_PATHS, '/api/dashboard', '/api/auth', '/api/openapi.json'],
}

/** The parts that a role serves. `pages` decides whether Next is loaded. */
export type Part = {
  apiPaths: readonly string[]
  sessions: boolean
  /** The pages, the operators and their feed. */
  pages: boolean
}

export function partOf(role: NodeRole): Part {
  return {
    apiPaths: API_PATHS[role],
    sessions: role === 'all' || role === 'hub',
    pages: role === 'all' || role === 'dashboard',
  }
}
