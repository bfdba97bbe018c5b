import type { Context } from '../context.ts'
import type { KeyScope } from '../server-applications/key-scope.ts'
import type { DeliveryRow, Page, PageRequest } from '../store.ts'
import { getNotification } from './get-notification.ts'

/** Lists the outcome for each recipient. A scheduled notification has none yet. Throws `notFound`. */
export async function listDeliveries(
  ctx: Context,
  input: PageRequest & { scope: KeyScope; id: string },
): Promise<Page<DeliveryRow>> {
  const { scope, id, ...page } = input
  const found = await getNotification(ctx, { scope, id })
  if (found.kind === 'scheduled') return { rows: [] }
  return ctx.store.listDeliveries({ ...page, id, now: ctx.clock.now() })
}
