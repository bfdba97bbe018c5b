import type { SelectHTMLAttributes } from 'react'
import { ROLES } from '#protocol/dashboard/roles.ts'
import { useRoleName } from './role-name.ts'

type Props = SelectHTMLAttributes<HTMLSelectElement> & { label: string }

/** A field to choose a role by its name. */
export function RoleSelect({ label, ...rest }: Props) {
  const nameOf = useRoleName()
  return (
    <select
      {...rest}
      aria-label={label}
      className="min-h-8 rounded-control border border-edge bg-surface px-2 text-small"
    >
      {ROLES.map((role) => (
        <option key={role} value={role}>
          {nameOf(role)}
        </option>
      ))}
    </select>
  )
}
