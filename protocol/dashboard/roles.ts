/** Roles of operators, from the least trusted to the most (`docs/operations.md`, Operators). */
export const ROLES = ['auditor', 'viewer', 'operator', 'admin'] as const
export type Role = (typeof ROLES)[number]

/** Permissions, and the roles that have them. Every page and operation of the dashboard names one. */
export const PERMISSIONS = {
  /** Every page and list, without payloads. */
  read: ['auditor', 'viewer', 'operator', 'admin'],
  /** Payloads of notifications. */
  readPayload: ['viewer', 'operator', 'admin'],
  readAudit: ['auditor', 'admin'],
  /** Test notifications, resending, simulated recipients, the demo. */
  send: ['operator', 'admin'],
  /** Write a notification and send it, its templates, and the operator's own device. */
  compose: ['operator', 'admin'],
  /** Cancel, disconnect, deregister. */
  act: ['operator', 'admin'],
  /** Remove a member, revoke a token, erase payloads. */
  revoke: ['operator', 'admin'],
  /** Show a Client App Token whole. */
  reveal: ['operator', 'admin'],
  manageKeys: ['admin'],
  manageOperators: ['admin'],
  /** One's own passkeys, password, TOTP and sessions. */
  manageOwnAccount: ['auditor', 'viewer', 'operator', 'admin'],
} as const satisfies Record<string, readonly Role[]>

export type Permission = keyof typeof PERMISSIONS

export function mayDo(role: Role, permission: Permission): boolean {
  return (PERMISSIONS[permission] as readonly Role[]).includes(role)
}
