'use client'

import type { Flight } from '#protocol/dashboard/flight.ts'
import type { AoiClientListRow } from '#protocol/dashboard/lists/aoi-clients.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { useHydrated } from '../ui/use-hydrated.ts'
import { conditionTexts } from './condition-texts.ts'

type Props = { client: AoiClientListRow; flight: Flight | undefined }

/** One sentence that says why the AOI Client is behind or not connected, with its reconnects and round trip. */
export function ClientCondition({ client, flight }: Props) {
  const t = useTexts(conditionTexts)
  const format = useFormat()
  const zone = useHydrated() ? 'local' : 'UTC'
  const condition = flight?.condition
  if (flight === undefined || condition === undefined) return null
  const { roundTripMs, reconnects = 0 } = flight
  const sentence = t[condition.name]({
    since: condition.since === undefined ? undefined : format.moment(condition.since, zone),
    queue: client.queue,
    connections: condition.connections ?? 0,
    urgency: condition.minimumUrgency ?? '',
    pushHost: client.receiver.pushHost ?? '',
  })
  return (
    <div className="rounded-panel border border-line bg-surface px-4 py-3">
      <p className="font-medium">{sentence}</p>
      <p className="mt-1 text-muted text-small">
        {t.reconnects}: {t.lastTenMinutes(format.number(reconnects))} · {t.roundTrip}:{' '}
        {roundTripMs === undefined ? t.notMeasured : format.length(roundTripMs)}
      </p>
    </div>
  )
}
