import { z } from 'zod'

/** Identity of an AOI Server: made once per database, and the same after a restore and at another address. */
export const serverIdSchema = z
  .string()
  .regex(/^as_[A-Za-z0-9_-]{22}$/, { error: 'must be a server identity (as_ and 22 characters)' })
