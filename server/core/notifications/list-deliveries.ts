import type { Context } from '../context.ts'
import type { DeliveryRow, Page, PageRequest } from '../store.ts'
import { getNotification } from './get-notification.ts'

/** Lists the outcome for each recipient. Throws `notFound`. */
export async function listDeliveries(
  ctx: Context,
  input: PageRequest & { grants: readonly string[]; id: string },
): Promise<Page<DeliveryRow>> {
  const { grants, id, ...page } = input
  await getNotification(ctx, { grants, id })
  return ctx.store.listDeliveries({ ...page, id, now: ctx.clock.now() })
}
