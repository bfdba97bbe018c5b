import { type AdminCalls, LOCAL_ADMIN, toInstant } from './admin-call.ts'

/** `status` and `epoch.renew`: the server itself. */
export const statusCalls: Pick<AdminCalls, 'status' | 'epoch.renew'> = {
  status: async ({ context, presence, readiness, isDraining, startedAt }) => {
    const { store, clock, settings, submissions } = context
    const [counts, report] = await Promise.all([store.count(), readiness.check()])
    return {
      ...report,
      draining: isDraining(),
      startedAt: toInstant(startedAt),
      serverTime: toInstant(clock.now()),
      processId: process.pid,
      publicUrl: settings.publicUrl,
      serverId: store.serverId,
      epoch: store.epoch,
      submissionsWaiting: submissions.length,
      counts: { ...counts, onlineAoiClients: presence.onlineAoiClients },
    }
  },
  'epoch.renew': async ({ context }) => {
    const epoch = await context.store.renewEpoch()
    const at = context.clock.now()
    await context.store.recordAudit({ actor: LOCAL_ADMIN, action: 'epoch.renew', subject: 'database', at })
    return { epoch }
  },
}
