import type { FindingKind } from '#protocol/finding-kinds.ts'
import type { FindingRow } from '#protocol/findings.ts'

const HOUR = 3_600_000
const WAITING = 300_000
const DAY = 86_400_000
const CONFIGURATION = '/settings#server'
const NODES = '/#nodes'
const GUIDE = '/docs/operations'

type Place = (finding: Pick<FindingRow, 'subject'>, now: number) => string

const always =
  (href: string): Place =>
  () =>
    href
const ago = (now: number, milliseconds: number) => new Date(now - milliseconds).toISOString()

const PLACES: Readonly<Record<FindingKind, Place>> = {
  notReady: always(NODES),
  unexpectedErrors: always(NODES),
  untrustedForwarding: always(`${GUIDE}#proxies`),
  plainHttp: always(`${GUIDE}#proxies`),
  unknownVariables: always(`${GUIDE}#environment`),
  weakSeeds: always(CONFIGURATION),
  weakSecret: always(CONFIGURATION),
  openMetrics: always(CONFIGURATION),
  openDirectory: always(CONFIGURATION),
  openFile: always(CONFIGURATION),
  diskLow: always('/settings#use'),
  fewOpenFiles: always(NODES),
  clockSkew: always(NODES),
  publicUrlAway: always(`${GUIDE}#proxies`),
  publicUrlOther: always(CONFIGURATION),
  certificateEnds: always(CONFIGURATION),
  noBackup: always(`${GUIDE}#back-up`),
  noRehearsal: always(`${GUIDE}#rehearse`),
  rehearsalFailed: always(NODES),
  databaseSlow: always(NODES),
  memoryHigh: always(NODES),
  loopSlow: always(NODES),
  textIndexBehind: always('/docs/troubleshoot#a-notification-is-not-found'),
  webhookFails: ({ subject }) => `/webhooks/${subject}`,
  hookFails: ({ subject }) => `/hooks/${subject}`,
  pushRefused: always('/registrations'),
  undelivered: (_, now) => `/notifications?state=expired&acceptedFrom=${ago(now, HOUR)}`,
  waiting: (_, now) =>
    `/notifications?pending=true&acceptedFrom=${ago(now, HOUR)}&acceptedTo=${ago(now, WAITING)}`,
  windowFull: always('/aoi-clients?online=true'),
  reconnecting: always('/aoi-clients'),
  nobodyOnline: always('/aoi-clients'),
  nobodyMaySend: always('/applications'),
  withoutMembers: always('/tokens?members=none'),
  registrationsRefused: (_, now) => `/registrations/refusals?from=${ago(now, HOUR)}`,
  sendersRefused: always('/settings#use'),
  keyEnds: always('/applications'),
  devicesUnseen: (_, now) => `/aoi-clients?online=false&notSeenSince=${ago(now, 30 * DAY)}`,
}

/** Returns the page on which an operator mends the finding. `now`: Unix ms. */
export function nextStepOf(finding: Pick<FindingRow, 'kind' | 'subject'>, now: number): string {
  return PLACES[finding.kind](finding, now)
}
