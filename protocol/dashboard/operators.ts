import type { Role } from './roles.ts'

/** Who is signed in, as pages and operations know them. */
export type Operator = {
  id: string
  name: string
  email: string
  role: Role
}
