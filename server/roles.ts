/** What a node serves (`AOI_ROLE`): everything, or one part of it where several nodes share the work. */
export const NODE_ROLES = ['all', 'api', 'hub', 'dashboard'] as const

export type NodeRole = (typeof NODE_ROLES)[number]

/** What every node answers, so that whoever sends traffic to it can tell how it does. */
const STATUS_PATHS = ['/api/health', '/api/ready'] as const

/** Where the API stands, and what Web Push and Matrix have fixed. */
export const API_ROOTS = ['/api', '/wp', '/_matrix'] as const

/** The paths of the API that a role serves, each with everything below it. */
const API_PATHS: Record<NodeRole, readonly string[]> = {
  all: API_ROOTS,
  api: [...STATUS_PATHS, '/api/v1', '/api/openapi.json', '/wp', '/_matrix'],
  hub: STATUS_PATHS,
  dashboard: [...STATUS_PATHS, '/api/dashboard', '/api/auth', '/api/openapi.json'],
}

/** What is served by a role. `pages` says whether Next is loaded. */
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
