import { type FindingKind, WARNINGS, type WarningCode } from '#protocol/finding-kinds.ts'
import type { Facts } from './facts.ts'
import type { Evidence } from './finding-store.ts'

/**
 * Something that a rule sees. If `isMild`, it is not bad enough to open a finding, but keeps an open one: the distance
 * between both thresholds keeps a value that wavers from opening and closing a finding again and again.
 */
export type Sighting = Evidence & { subject: string; isMild?: true }

/** The rule of a kind. `look` returns undefined if nothing is known, which neither opens nor resolves. */
export type Rule = {
  /** A finding opens after the rule has seen it for this time, and resolves after it has been out of sight for that. */
  opensAfterSeconds: number
  resolvesAfterSeconds: number
  look: (facts: Facts) => readonly Sighting[] | undefined
}

const SETTING = { opensAfterSeconds: 0, resolvesAfterSeconds: 0 }
const BRIEF = { opensAfterSeconds: 0, resolvesAfterSeconds: 60 }
const LASTING = { opensAfterSeconds: 60, resolvesAfterSeconds: 300 }
/** A value that fell to this part of its threshold is well again. */
const WELL_AGAIN = 0.8
const MINUTE = 60_000
const DAY = 86_400_000
const NOBODY = { subject: '', count: 0 }

/** The rules that are about more than a fault of the set-up. */
const RULES: Readonly<Record<Exclude<FindingKind, WarningCode>, Rule>> = {
  notReady: { ...BRIEF, look: (facts) => anyNode(facts, 'notReady') },
  databaseSlow: {
    ...LASTING,
    look: (facts) => worstNode(facts, { kind: 'databaseSlow', least: facts.thresholds.databaseMilliseconds }),
  },
  memoryHigh: {
    ...LASTING,
    look: (facts) => worstNode(facts, { kind: 'memoryHigh', least: facts.thresholds.memoryPercent }),
  },
  loopSlow: {
    ...LASTING,
    look: (facts) => worstNode(facts, { kind: 'loopSlow', least: facts.thresholds.loopMilliseconds }),
  },
  textIndexBehind: { ...LASTING, look: lookAtTextIndex },
  webhookFails: { ...SETTING, look: lookAtWebhooks },
  hookFails: {
    ...SETTING,
    look: ({ hooks, thresholds }) =>
      hooks.map(({ id, name, refused, reason }) => ({
        ...{ subject: id, count: refused, detail: reason === undefined ? name : `${name}: ${reason}` },
        ...(refused < thresholds.hookRefusals && { isMild: true }),
      })),
  },
  pushRefused: {
    ...LASTING,
    opensAfterSeconds: 0,
    look: (facts) => worstNode(facts, { kind: 'pushRefused', least: facts.thresholds.pushRefusals }),
  },
  undelivered: { ...SETTING, look: ({ sums }) => some(sums.undelivered) },
  waiting: { ...BRIEF, look: ({ sums }) => some(sums.waiting) },
  windowFull: { ...LASTING, opensAfterSeconds: 0, look: (facts) => allNodes(facts, 'windowFull') },
  reconnecting: {
    ...LASTING,
    opensAfterSeconds: 0,
    // Every node hears of all sessions, so their numbers do not add up.
    look: (facts) => worstNode(facts, { kind: 'reconnecting', least: 1 }),
  },
  nobodyOnline: {
    ...{ opensAfterSeconds: 30, resolvesAfterSeconds: 15 },
    look: ({ online, counts }) => some(online === 0 ? counts.registrations : 0),
  },
  nobodyMaySend: {
    ...SETTING,
    look: ({ keys, counts }) => some(keys.length === 0 && counts.registrations > 0 ? 1 : 0),
  },
  withoutMembers: { ...SETTING, look: ({ sums }) => some(sums.withoutMembers) },
  registrationsRefused: { ...SETTING, look: ({ sums }) => some(sums.refused) },
  sendersRefused: { ...SETTING, look: (facts) => allNodes(facts, 'sendersRefused') },
  keyEnds: { ...SETTING, look: lookAtKeys },
  devicesUnseen: {
    ...SETTING,
    look: ({ unseenDevices }) => (unseenDevices === undefined ? undefined : some(unseenDevices)),
  },
}

/** Returns the one rule of a kind. */
export function ruleOf(kind: FindingKind): Rule {
  // The nodes check their set-up in their own time, and only some seconds after the start.
  return isWarning(kind) ? { ...BRIEF, look: (facts) => anyNode(facts, kind) } : RULES[kind]
}

function isWarning(kind: FindingKind): kind is WarningCode {
  return WARNINGS.some((code) => code === kind)
}

function some(count: number): Sighting[] {
  return count > 0 ? [{ subject: '', count }] : []
}

/** The conditions of a kind, with the name of the node in front of the detail if there are several nodes. */
function conditionsOf({ nodes }: Facts, kind: FindingKind): Evidence[] {
  return nodes.flatMap(({ name, conditions }) =>
    conditions
      .filter((condition) => condition.kind === kind)
      .map(({ count, detail }) => {
        const text = nodes.length === 1 ? detail : [name, detail].filter(Boolean).join(': ')
        return { count, ...(text !== undefined && { detail: text }) }
      }),
  )
}

function detailOf(conditions: readonly Evidence[]): Pick<Evidence, 'detail'> {
  const details = conditions.flatMap(({ detail }) => detail ?? [])
  return details.length === 0 ? {} : { detail: details.join('; ') }
}

function anyNode(facts: Facts, kind: FindingKind): Sighting[] {
  const found = conditionsOf(facts, kind)
  return found.length === 0 ? [] : [{ ...NOBODY, count: found.length, ...detailOf(found) }]
}

function allNodes(facts: Facts, kind: FindingKind): Sighting[] {
  const found = conditionsOf(facts, kind).filter(({ count }) => count > 0)
  const count = found.reduce((sum, condition) => sum + condition.count, 0)
  return count === 0 ? [] : [{ subject: '', count, ...detailOf(found) }]
}

function worstNode(
  facts: Facts,
  { kind, least }: { kind: FindingKind; least: number },
): Sighting[] | undefined {
  const [worst] = conditionsOf(facts, kind).sort((a, b) => b.count - a.count)
  if (worst === undefined) return undefined
  if (worst.count >= least) return [{ subject: '', ...worst }]
  return worst.count > least * WELL_AGAIN ? [{ subject: '', ...worst, isMild: true }] : []
}

function lookAtTextIndex({ textsWaitSince, now, thresholds }: Facts): Sighting[] {
  if (textsWaitSince === undefined) return []
  const minutes = (now - textsWaitSince) / MINUTE
  if (minutes <= thresholds.textIndexMinutes * WELL_AGAIN) return []
  const isMild = minutes < thresholds.textIndexMinutes
  return [{ subject: '', count: Math.floor(minutes), ...(isMild && { isMild }) }]
}

function lookAtWebhooks({ webhooks, now, thresholds }: Facts): Sighting[] {
  const longAgo = now - thresholds.webhookFailsMinutes * MINUTE
  return webhooks.map(({ id, name, failingSince = now, disabledReason }) => ({
    ...{ subject: id, count: 1 },
    detail: disabledReason === undefined ? name : `${name}: ${disabledReason}`,
    ...(disabledReason === undefined && failingSince > longAgo && { isMild: true }),
  }))
}

function lookAtKeys({ keys, now, thresholds }: Facts): Sighting[] {
  return keys.flatMap(({ id, expiresAt, serverApplicationName }) => {
    const days = Math.ceil(((expiresAt ?? Number.POSITIVE_INFINITY) - now) / DAY)
    return days > thresholds.keyEndsDays
      ? []
      : [{ subject: id, count: Math.max(0, days), detail: serverApplicationName }]
  })
}
