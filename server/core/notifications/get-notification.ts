import type { Context } from '../context.ts'
import { AoiError } from '../errors.ts'
import { isGranted } from '../server-applications/grants.ts'
import type { NotificationRow } from '../store.ts'

/**
 * Returns a notification with its outcome counts. Throws the same `notFound` whether it does not exist or its
 * application is not granted: a difference would reveal ids of other applications.
 */
export async function getNotification(
  ctx: Context,
  input: { grants: readonly string[]; id: string },
): Promise<NotificationRow> {
  const row = await ctx.store.findNotification({ id: input.id, now: ctx.clock.now() })
  if (row === undefined || !isGranted(input.grants, row.applicationName))
    throw new AoiError(
      'notFound',
      'id: no notification with this id belongs to an application that the API key may address',
    )
  return row
}
