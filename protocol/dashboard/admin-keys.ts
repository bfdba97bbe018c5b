import { z } from 'zod'
import { adminKeyElements, adminKeyRowSchema, type createdAdminKeySchema } from '../admin-keys.ts'

export const adminKeyReqSchema = z.strictObject(adminKeyElements)

/** The newest admin keys. `more`: there are older ones. */
export const adminKeysSchema = z.strictObject({ keys: z.array(adminKeyRowSchema), more: z.boolean() })

export type AdminKeyReq = z.infer<typeof adminKeyReqSchema>
export type AdminKeys = z.infer<typeof adminKeysSchema>
export type CreatedAdminKey = z.infer<typeof createdAdminKeySchema>
