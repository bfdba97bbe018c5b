/**
 * The first segments of paths that belong to pages and other doors. No hook may have one of them as its alias, and
 * ntfy's API leaves them alone.
 */
export const RESERVED_TOPICS: ReadonlySet<string> = new Set([
  ...['1', 'api', 'in', 'message', 'ntfy', 'wp', '_matrix', '_next'],
  ...[
    'aoi-clients',
    'applications',
    'audit',
    'client-applications',
    'demo',
    'docs',
    'findings',
    'hooks',
    'inbox',
    'invitation',
    'live',
  ],
  ...['notifications', 'registrations', 'reset', 'settings', 'setup', 'sign-in', 'start', 'theme', 'tokens'],
  ...['compose', 'language', 'webhooks'],
])
