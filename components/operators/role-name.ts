import type { Role } from '#protocol/dashboard/roles.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { texts } from '../shell/texts.ts'

/** Returns the name of a role in the reader's language. */
export function useRoleName(): (role: Role) => string {
  const t = useTexts(texts)
  return (role) => t[role]
}
