import type { AdminStatus } from '../../../protocol/admin.ts'
import { defineLeaf, JSON_ARGUMENT } from '../define.ts'
import { callAdmin, DATA_DIR_ARGUMENT, findDataDirectory } from './call-admin.ts'

/** `aoi admin status`: the server's readiness and the counts of its records. */
export const statusCommand = defineLeaf({
  meta: { name: 'status', description: 'Show whether the server is ready, and its counts' },
  args: { ...DATA_DIR_ARGUMENT, ...JSON_ARGUMENT },
  examples: ['aoi admin status', 'aoi admin status --json'],
  run: async (args, invocation) => {
    const status = await callAdmin(findDataDirectory(args, invocation), { call: 'status', request: {} })
    await invocation.output.print({ json: status, text: describeStatus(status) })
  },
})

function describeStatus(status: AdminStatus): string {
  const { counts } = status
  return [
    `${status.publicUrl}  ${describeReadiness(status)}  since ${status.startedAt}  process ${status.processId}`,
    ...(counts === undefined ? [] : describeCounts(counts)),
    `submissions    ${status.submissionsWaiting} waiting`,
    `identity       ${status.serverId}`,
    `epoch          ${status.epoch}`,
  ].join('\n')
}

function describeCounts(counts: NonNullable<AdminStatus['counts']>): string[] {
  return [
    `AOI Clients    ${counts.aoiClients} (${counts.onlineAoiClients} online)`,
    `registrations  ${counts.registrations}`,
    `tokens         ${counts.sharedTokens} shared, ${counts.uniqueTokens} unique`,
  ]
}

function describeReadiness(status: AdminStatus): string {
  if (status.draining) return 'draining'
  return status.ready ? 'ready' : `not ready: ${status.reasons.join('; ')}`
}
