import type { Role } from './roles.ts'

/** The signed-in operator, as pages and operations know them. */
export type Operator = {
  id: string
  name: string
  email: string
  role: Role
}
