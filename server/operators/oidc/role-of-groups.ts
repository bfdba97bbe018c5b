import { ROLES, type Role } from '#protocol/dashboard/roles.ts'
import type { GroupRole } from './oidc-settings.ts'

/** The name of a group may hold commas and equals signs, as names of LDAP do. */
const PAIR = new RegExp(`\\s*(.+?)=(${ROLES.join('|')})\\s*(?:,|$)`, 'gy')

/** Reads `group=role` pairs that are separated by commas. Returns `undefined` if the text is anything else. */
export function parseGroupRoles(text: string): GroupRole[] | undefined {
  const pairs: GroupRole[] = []
  let end = 0
  for (const [whole, group = '', role] of text.matchAll(PAIR)) {
    pairs.push({ group, role: role as Role })
    end += whole.length
  }
  return end === text.length ? pairs : undefined
}

/**
 * Returns the most trusted role that a person's groups give them; `undefined` if none does. Groups are an array of
 * names, or one name. All other values give no role.
 */
export function findRole(
  claims: Readonly<Record<string, unknown>>,
  { groupsClaim, roles }: { groupsClaim: string; roles: readonly GroupRole[] },
): Role | undefined {
  const groups = [readClaim(claims, groupsClaim)].flat()
  const given = roles.filter(({ group }) => groups.includes(group)).map(({ role }) => role)
  return ROLES.findLast((role) => given.includes(role))
}

/** Returns the claim of that very name, or else the nested claim to which the dots of the name lead. */
function readClaim(claims: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name]
  let value: unknown = claims
  for (const part of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
    value = Reflect.get(value, part)
  }
  return value
}
