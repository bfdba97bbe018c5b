import { LIMITS } from '#protocol'
import { utf8Bytes } from '#protocol/text.ts'
import type { Urgency } from '#protocol/urgency.ts'
import { deriveTopic } from '../reading/derive-topic.ts'
import { type Fields, listOf, memberAt, numberOf, textAt, textOf } from '../reading/fields.ts'
import { cleanText, type MessageDraft } from '../reading/finish-message.ts'
import { fitLines, shortAddress } from '../reading/fit-lines.ts'
import { shorten } from '../reading/shorten.ts'
import { type Alert, readAlerts } from './alert.ts'

const TITLE_CHARACTERS = 120
const NAMES_MAX = 3
/** The marks and names of the payload's JSON around its values, and the line "and 37 more". */
const FRAME_BYTES = 200
const SEVERITIES: Readonly<Record<string, Urgency>> = {
  critical: 'high',
  page: 'high',
  emergency: 'high',
  disaster: 'high',
  fatal: 'high',
  error: 'normal',
  warning: 'normal',
  info: 'low',
  none: 'low',
}

type GroupOptions = {
  /** Candidates of the address that a click opens, the best first. */
  addresses: readonly unknown[]
  /** The title and text of the sender's own template. */
  title?: string | undefined
  body?: string | undefined
}

/**
 * Returns one message for a group of alerts. A later message of the group replaces it, and a resolved group is silent.
 * Long texts end with an ellipsis and surplus alerts are counted: an alert is never refused for its length.
 */
export function draftGroup(group: Fields, { addresses, title, body }: GroupOptions): MessageDraft {
  const alerts = readAlerts(group)
  const key = textOf(group.groupKey)
  const topic = key === undefined ? undefined : deriveTopic(key)
  const runbook = shortAddress(textAt(group, 'commonAnnotations.runbook_url'))
  const display = {
    title: shorten(cleanText(title ?? titleOf(group, alerts)), TITLE_CHARACTERS),
    navigate: addresses.map(shortAddress).find((address) => address !== undefined),
    tag: topic,
    silent: textOf(group.status) === 'resolved' || undefined,
    actions: runbook === undefined ? undefined : [{ action: 'runbook', title: 'Runbook', navigate: runbook }],
  }
  const bytes = LIMITS.payloadBytes - utf8Bytes(JSON.stringify(display)) - FRAME_BYTES
  const lines = body === undefined ? alerts.map((alert) => lineOf(alert, alerts)) : body.split('\n')
  const more = body === undefined ? (numberOf(group.truncatedAlerts) ?? 0) : 0
  return {
    display: { ...display, body: fitLines(lines, { bytes, more }) || undefined },
    urgency: urgencyOf(alerts),
    topic,
  }
}

function titleOf(group: Fields, alerts: readonly Alert[]): string {
  const firing = alerts.filter((alert) => alert.isFiring).length
  const resolved = alerts.length - firing
  const counts = [
    ...(firing > 0 ? [`${firing} firing`] : []),
    ...(resolved > 0 ? [`${resolved} resolved`] : []),
  ]
  return [nameOf(group, alerts), counts.join(', ')].filter((part) => part !== '').join(': ')
}

function nameOf(group: Fields, alerts: readonly Alert[]): string {
  const common = textAt(group, 'commonLabels.alertname') ?? textAt(group, 'groupLabels.alertname')
  if (common !== undefined) return common
  const names = [...new Set(alerts.flatMap((alert) => alert.name ?? []))]
  const shown = names.slice(0, NAMES_MAX).join(', ')
  return names.length > NAMES_MAX ? `${shown} and ${names.length - NAMES_MAX} more` : shown || 'Alerts'
}

/** In a mixed group, each resolved alert says so. */
function lineOf(alert: Alert, alerts: readonly Alert[]): string {
  const isMixed = alerts[0]?.isFiring !== alerts.at(-1)?.isFiring
  return alert.isFiring || !isMixed ? alert.text : `Resolved: ${alert.text}`
}

/** The highest urgency of the severities; undefined without one. */
function urgencyOf(alerts: readonly Alert[]): Urgency | undefined {
  const urgencies = new Set(alerts.map(({ severity }) => SEVERITIES[severity?.toLowerCase() ?? '']))
  return (['high', 'normal', 'low'] as const).find((urgency) => urgencies.has(urgency))
}

/** Returns the members `name` of the alerts, in order. */
export function membersOf(group: Fields, name: string): unknown[] {
  return listOf(group.alerts).map((alert) => memberAt(alert, name))
}
