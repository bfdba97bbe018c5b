import { z } from '@hono/zod-openapi'
import { notificationIdSchema } from '#protocol'
import { EXAMPLES } from '../examples.ts'

/** Path elements of the operations on one notification. */
export const notificationPathSchema = z.strictObject({
  id: notificationIdSchema.meta({ example: EXAMPLES.notificationId }),
})
