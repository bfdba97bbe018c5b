import type { Context } from '../context.ts'
import { AoiError } from '../errors.ts'
import { isGranted } from '../server-applications/grants.ts'
import type { NotificationRow } from '../store.ts'

/** A notification with its outcome counts. Throws `notFound`, and `forbidden` when its application is not granted. */
export async function getNotification(
  ctx: Context,
  input: { grants: readonly string[]; id: string },
): Promise<NotificationRow> {
  const row = await ctx.store.findNotification({ id: input.id, now: ctx.clock.now() })
  if (row === undefined) throw new AoiError('notFound', 'id: no notification has this id')
  if (!isGranted(input.grants, row.applicationName)) {
    throw new AoiError('forbidden', 'the API key is not granted the application of this notification')
  }
  return row
}
