/** The acts that an admin key may do. `X:write` includes `X:read`. */
export const ADMIN_SCOPES = [
  'applications:read',
  'audit:read',
  'codes:read',
  'codes:write',
  'findings:read',
  'findings:write',
  'hooks:read',
  'hooks:write',
  'keys:read',
  'keys:write',
  'operators:read',
  'operators:write',
  'webhooks:read',
  'webhooks:write',
] as const
export type AdminScope = (typeof ADMIN_SCOPES)[number]
