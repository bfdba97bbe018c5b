import type { Context } from '../context.ts'
import type { DeliveryRow, Page, PageRequest } from '../store.ts'
import { getNotification } from './get-notification.ts'

/** Lists the outcome for each recipient. A scheduled notification has none yet. Throws `notFound`. */
export async function listDeliveries(
  ctx: Context,
  input: PageRequest & { grants: readonly string[]; id: string },
): Promise<Page<DeliveryRow>> {
  const { grants, id, ...page } = input
  const found = await getNotification(ctx, { grants, id })
  if (found.kind === 'scheduled') return { rows: [] }
  return ctx.store.listDeliveries({ ...page, id, now: ctx.clock.now() })
}
