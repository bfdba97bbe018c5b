import { listOf, memberAt, textAt } from '../reading/fields.ts'

/** One alert of a group, as Alertmanager and Grafana send it. */
export type Alert = {
  isFiring: boolean
  name: string | undefined
  severity: string | undefined
  /** The annotation that says most, or the labels. */
  text: string
  source: unknown
}

export function readAlerts(group: unknown): Alert[] {
  const alerts = listOf(memberAt(group, 'alerts')).map(readAlert)
  return [...alerts.filter((alert) => alert.isFiring), ...alerts.filter((alert) => !alert.isFiring)]
}

function readAlert(source: unknown): Alert {
  return {
    isFiring: textAt(source, 'status') !== 'resolved',
    name: textAt(source, 'labels.alertname'),
    severity: textAt(source, 'labels.severity'),
    text: textOfAlert(source),
    source,
  }
}

function textOfAlert(alert: unknown): string {
  const summary = textAt(alert, 'annotations.summary') ?? textAt(alert, 'annotations.message')
  const description = textAt(alert, 'annotations.description')
  const texts = [summary, description === summary ? undefined : description].flatMap((text) => text ?? [])
  return texts.length > 0 ? texts.join(' – ') : textOfLabels(memberAt(alert, 'labels'))
}

const LABELS_MAX = 16

function textOfLabels(labels: unknown): string {
  if (typeof labels !== 'object' || labels === null) return 'alert'
  const names = Object.keys(labels).filter((name) => name !== 'alertname' && name !== 'severity')
  const pairs = names.slice(0, LABELS_MAX).flatMap((name) => {
    const value = textAt({ value: memberOfLabels(labels, name) }, 'value')
    return value === undefined ? [] : [`${name}=${value}`]
  })
  return pairs.length > 0 ? pairs.join(' ') : (textAt(labels, 'alertname') ?? 'alert')
}

/** The names of labels may contain dots, so that they are no paths. */
function memberOfLabels(labels: object, name: string): unknown {
  return (labels as Record<string, unknown>)[name]
}
