'use client'

import { useState } from 'react'
import type { ScheduledListRow } from '#protocol/dashboard/lists/scheduled.ts'
import { PAGE_LIMITS } from '#protocol/page-limits.ts'
import { Confirmation } from '../acts/confirmation.tsx'
import { useAct } from '../acts/use-act.ts'
import { dayOf, findTimeProblem, readDeliveryTime } from '../compose/read-delivery-time.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { TextField } from '../ui/text-field.tsx'
import { showToast } from '../ui/toast.ts'
import { texts } from './texts.ts'

type Props = { row: ScheduledListRow; close: () => void }

/** Gives a scheduled notification another time. */
export function ChangeTime({ row, close }: Props) {
  const t = useTexts(texts)
  const format = useFormat()
  const act = useAct()
  const planned = new Date(row.deliverAt)
  const [date, setDate] = useState(dayOf(planned))
  const [time, setTime] = useState(() => planned.toTimeString().slice(0, 5))
  const now = new Date()
  const at = readDeliveryTime({ date, time }, now)
  const problem = at && findTimeProblem(at, { now, farSeconds: PAGE_LIMITS.scheduleSecondsMax })
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()

  async function change() {
    if (at === undefined || problem !== undefined) return
    const body = { deliverAt: at.toISOString() }
    if ((await act.run('changeDeliveryTime', { path: { id: row.id }, body })) === undefined) return
    showToast(t.changed)
    close()
  }

  return (
    <Confirmation
      name="changeTime"
      title={t.changeTitle}
      description={t.changeHow}
      objects={[
        { label: t.heading, value: row.title ?? row.applicationName },
        { label: t.now, value: format.moment(row.deliverAt, 'local') },
      ]}
      verb={t.change}
      act={act}
      perform={change}
      close={close}
      disabled={at === undefined || problem !== undefined}
    >
      <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
        <TextField
          label={t.time}
          type="time"
          required
          value={time}
          hint={problem === undefined ? t.zone(timeZone) : t[problem]}
          onChange={(event) => setTime(event.target.value)}
        />
        <TextField
          label={t.date}
          type="date"
          value={date}
          onChange={(event) => setDate(event.target.value)}
        />
      </div>
    </Confirmation>
  )
}
