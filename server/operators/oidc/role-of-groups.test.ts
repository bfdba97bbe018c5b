import { describe, expect, it } from 'vitest'
import { findRole, parseGroupRoles } from './role-of-groups.ts'

describe('the pairs of groups and roles', () => {
  it('name a group and its role each, and may name groups of LDAP', () => {
    expect(parseGroupRoles('aoi-admins=admin, aoi staff=viewer')).toEqual([
      { group: 'aoi-admins', role: 'admin' },
      { group: 'aoi staff', role: 'viewer' },
    ])
    expect(parseGroupRoles('cn=ops,ou=groups,dc=example=operator,all=auditor')).toEqual([
      { group: 'cn=ops,ou=groups,dc=example', role: 'operator' },
      { group: 'all', role: 'auditor' },
    ])
  })

  it('are refused if a role is unknown or a group has no name', () => {
    for (const text of ['admins', 'admins=root', '=admin', 'a=admin,b', 'a=admin,b=boss'])
      expect([text, parseGroupRoles(text)]).toEqual([text, undefined])
  })
})

describe('the role of a person', () => {
  const roles = parseGroupRoles('a=admin,o=operator,v=viewer') ?? []
  const find = (groups: unknown, groupsClaim = 'groups') => findRole({ groups }, { groupsClaim, roles })

  it('is the most trusted one of their groups', () => {
    expect(find(['v', 'o', 'unknown'])).toBe('operator')
    expect(find('a')).toBe('admin')
  })

  it('is missing without a group that gives one', () => {
    for (const groups of [undefined, null, [], ['A'], 'a v', { a: true }, [['a']], 7])
      expect([groups, find(groups)]).toEqual([groups, undefined])
  })

  it('comes from a nested claim if the name has dots, and first from a claim of that very name', () => {
    const nested = { realm_access: { roles: ['o'] } }
    expect(findRole(nested, { groupsClaim: 'realm_access.roles', roles })).toBe('operator')
    const both = { ...nested, 'realm_access.roles': ['v'] }
    expect(findRole(both, { groupsClaim: 'realm_access.roles', roles })).toBe('viewer')
    expect(findRole({}, { groupsClaim: '__proto__.roles', roles })).toBeUndefined()
  })
})
