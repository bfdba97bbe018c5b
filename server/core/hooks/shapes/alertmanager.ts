import { AoiError } from '../../errors.ts'
import { draftGroup } from './alerts/draft-group.ts'
import { JSON_ANSWERS } from './answering/json-answers.ts'
import { listOf } from './reading/fields.ts'
import { finishMessage } from './reading/finish-message.ts'
import { readJsonObject } from './reading/read-body.ts'
import type { Shape } from './shape.ts'

/** The webhook of Prometheus Alertmanager, version 4: one notification for each group of alerts. */
export const alertmanager: Shape = {
  read(request, settings) {
    const group = readJsonObject(request.body)
    if (listOf(group.alerts).length === 0)
      throw new AoiError('invalid', 'alerts: must be a list of alerts, as Alertmanager sends it')
    return finishMessage(draftGroup(group, { addresses: [group.externalURL] }), settings)
  },
  ...JSON_ANSWERS,
}
