import type { Context } from '../context.ts'
import { AoiError } from '../errors.ts'
import type { ScheduledRow } from '../schedule/schedule-store.ts'
import { isInScope, type KeyScope } from '../server-applications/key-scope.ts'
import type { NotificationRow } from '../store.ts'

/** A notification in the log, or one outside of it, which waits for its time or was cancelled before. */
export type FoundNotification =
  | { kind: 'logged'; row: NotificationRow }
  | { kind: 'scheduled'; row: ScheduledRow }

/**
 * Returns a notification with its outcome counts. Throws the same `notFound` whether it does not exist or is outside of
 * the key's scope: a difference would reveal ids of other applications.
 */
export async function getNotification(
  ctx: Context,
  { scope, id }: { scope: KeyScope; id: string },
): Promise<FoundNotification> {
  const found = await findNotification(ctx, id)
  if (found === undefined || !isInScope(scope, found.row))
    throw new AoiError(
      'notFound',
      'id: no notification with this id is among those that the API key may address',
    )
  return found
}

async function findNotification(ctx: Context, id: string): Promise<FoundNotification | undefined> {
  const logged = await findLogged(ctx, id)
  if (logged !== undefined) return logged
  const row = await ctx.schedule.find(id)
  // It may have gone into the log between the two reads.
  return row === undefined ? findLogged(ctx, id) : { kind: 'scheduled', row }
}

async function findLogged(ctx: Context, id: string): Promise<FoundNotification | undefined> {
  const row = await ctx.store.findNotification({ id, now: ctx.clock.now() })
  return row && { kind: 'logged', row }
}
