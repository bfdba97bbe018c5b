/**
 * Faults in the server's set-up that an operator should correct (`server/ops/warnings.ts`). The value that a warning is
 * about, if any, is the `detail` of its finding.
 */
export const WARNINGS = [
  'unexpectedErrors',
  'untrustedForwarding',
  'plainHttp',
  'unknownVariables',
  'weakSeeds',
  'weakSecret',
  'openMetrics',
  'openDirectory',
  'openFile',
  'diskLow',
  'fewOpenFiles',
  'clockSkew',
  'publicUrlAway',
  'publicUrlOther',
  'certificateEnds',
  'noBackup',
  'noRehearsal',
  'rehearsalFailed',
] as const
export type WarningCode = (typeof WARNINGS)[number]

/** Every kind of finding, the most pressing first. `docs/findings.md` has their rules. */
export const FINDING_KINDS = [
  'notReady',
  ...WARNINGS,
  'databaseSlow',
  'memoryHigh',
  'loopSlow',
  'textIndexBehind',
  'webhookFails',
  'hookFails',
  'pushRefused',
  'undelivered',
  'waiting',
  'windowFull',
  'reconnecting',
  'nobodyOnline',
  'nobodyMaySend',
  'withoutMembers',
  'registrationsRefused',
  'sendersRefused',
  'keyEnds',
  'devicesUnseen',
] as const
export type FindingKind = (typeof FINDING_KINDS)[number]

export const FINDING_STATES = ['open', 'acknowledged', 'muted', 'resolved'] as const
export type FindingState = (typeof FINDING_STATES)[number]
