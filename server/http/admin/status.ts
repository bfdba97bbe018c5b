import { isAoiError } from '#server/core/errors.ts'
import { toInstant } from '#server/core/instants.ts'
import type { Store, StoreCounts } from '#server/core/store.ts'
import { FAULT_TEXTS } from '#server/ops/fault-texts.ts'
import { type AdminCalls, LOCAL_ADMIN } from './admin-call.ts'

/** `status` and `epoch.renew`: the server itself. */
export const statusCalls: Pick<AdminCalls, 'status' | 'epoch.renew'> = {
  status: async ({ context, presence, readiness, isDraining, startedAt, warnings }) => {
    const { store, clock, settings, submissions } = context
    const [counts, report] = await Promise.all([countIfPossible(store), readiness.check()])
    return {
      ...report,
      warnings: warnings.list().map((warning) => ({ ...warning, ...FAULT_TEXTS[warning.code] })),
      draining: isDraining(),
      startedAt: toInstant(startedAt),
      serverTime: toInstant(clock.now()),
      processId: process.pid,
      publicUrl: settings.publicUrl,
      serverId: store.serverId,
      epoch: store.epoch,
      submissionsWaiting: submissions.length,
      ...(counts && { counts: { ...counts, onlineAoiClients: presence.onlineAoiClients } }),
    }
  },
  'epoch.renew': async ({ context }) => {
    const epoch = await context.store.renewEpoch()
    const at = context.clock.now()
    await context.store.recordAudit({ actor: LOCAL_ADMIN, action: 'epoch.renew', subject: 'database', at })
    return { epoch }
  },
}

/** A lost database must not fail the status: that is when operators need it most. */
async function countIfPossible(store: Store): Promise<StoreCounts | undefined> {
  try {
    return await store.count()
  } catch (error) {
    if (!isAoiError(error)) throw error
    return undefined
  }
}
