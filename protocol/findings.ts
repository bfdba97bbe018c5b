import { z } from 'zod'

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

const instantSchema = z.iso.datetime()
export const findingIdSchema = z
  .string()
  .regex(/^[0-9a-f]{16}$/, { error: 'must be the id of a finding (16 hex digits)' })

/**
 * A finding as pages show it. `subject`: the id of the thing that it is about; empty: the whole server. `count` and
 * `detail` are the evidence: a number, and a name or a sentence of the server.
 */
export const findingSchema = z.strictObject({
  id: findingIdSchema,
  kind: z.enum(FINDING_KINDS),
  subject: z.string(),
  state: z.enum(FINDING_STATES),
  since: instantSchema,
  count: z.int().nonnegative(),
  detail: z.string().optional(),
  acknowledgedBy: z.string().optional(),
  mutedBy: z.string().optional(),
  mutedUntil: instantSchema.optional(),
  resolvedAt: instantSchema.optional(),
})

export type FindingRow = z.infer<typeof findingSchema>
