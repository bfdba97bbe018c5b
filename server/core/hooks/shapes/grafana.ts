import { AoiError } from '../../errors.ts'
import { draftGroup, membersOf } from './alerts/draft-group.ts'
import { JSON_ANSWERS } from './answering/json-answers.ts'
import { type Fields, listOf, textOf } from './reading/fields.ts'
import { finishMessage } from './reading/finish-message.ts'
import { readJsonObject } from './reading/read-body.ts'
import { checkSignature } from './reading/signature.ts'
import type { HookRequest, Shape } from './shape.ts'

const SIGNATURE = 'X-Grafana-Alerting-Signature'
const TIMESTAMP = 'X-Grafana-Alerting-Timestamp'
/** Grafana's default templates begin so. Every other text was written by a person. */
const DEFAULT_TITLE = /^\[(?:FIRING|RESOLVED|Alerting|OK|No Data)/
const DEFAULT_MESSAGE = /^\*\*(?:Firing|Resolved)\*\*/

/** The webhook of Grafana Alerting. A signing secret is the HMAC secret of the contact point. */
export const grafana: Shape = {
  read(request, settings) {
    if (settings.signingSecret !== undefined) checkGrafanaSignature(request, settings.signingSecret)
    const group = readJsonObject(request.body)
    const hasAlerts = listOf(group.alerts).length > 0
    const title = textOf(group.title)
    if (!hasAlerts && title === undefined)
      throw new AoiError('invalid', 'alerts: must be a list of alerts, as Grafana sends it')
    return finishMessage(
      draftGroup(group, {
        addresses: addressesOf(group),
        title: ownText(title, hasAlerts ? DEFAULT_TITLE : undefined),
        body: ownText(textOf(group.message), hasAlerts ? DEFAULT_MESSAGE : undefined),
      }),
      settings,
    )
  },
  ...JSON_ANSWERS,
}

/** With a timestamp header, Grafana signs the timestamp, a colon and the body. */
function checkGrafanaSignature({ header, body }: HookRequest, secret: string): void {
  const timestamp = header(TIMESTAMP.toLowerCase())
  const parts = timestamp === undefined ? [body] : [`${timestamp}:`, body]
  checkSignature({ secret, signature: header(SIGNATURE.toLowerCase()), header: SIGNATURE }, ...parts)
}

/** Returns the text if it is not of a default template, which repeats labels and addresses. */
function ownText(text: string | undefined, standard: RegExp | undefined): string | undefined {
  return text !== undefined && standard?.test(text) === true ? undefined : text
}

function addressesOf(group: Fields): unknown[] {
  const names = ['panelURL', 'dashboardURL', 'generatorURL']
  return [...names.flatMap((name) => membersOf(group, name)), group.ruleUrl, group.externalURL]
}
