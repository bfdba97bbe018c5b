'use client'

import { useQuery } from '@tanstack/react-query'
import type { Recipients } from '#protocol/dashboard/fan-out.ts'
import { AXIS_STEPS, stepStart } from '#protocol/dashboard/recipient-states.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { readDashboard } from '../live/dashboard-api.ts'
import { PlainText } from '../ui/plain-text.tsx'
import type { LiveFanOut } from './live-fan-out.ts'
import { OUTCOME_FILLS, OUTCOME_SIGNS } from './outcome-look.tsx'
import { texts } from './texts.ts'
import { useSettled } from './use-settled.ts'

const ROWS = 60
const SETTLING = { quiet: 300, atMost: 2000 }

/** Every recipient as a row: its time to ack, or why the notification has not arrived. */
export function Waterfall({ id, live }: { id: string; live: LiveFanOut }) {
  const t = useTexts(texts)
  const format = useFormat()
  const { data, refetch } = useQuery({
    queryKey: ['dashboard', 'listRecipients', id, 'waterfall'],
    queryFn: ({ signal }) =>
      readDashboard<Recipients>('listRecipients', { path: { id }, query: { limit: String(ROWS) }, signal }),
  })
  useSettled(live, () => void refetch(), SETTLING)
  const rows = data?.rows ?? []
  const longest = Math.max(10, ...rows.map(({ timeToAckMs = 0 }) => timeToAckMs))
  return (
    <ol className="grid gap-1">
      {rows.map(({ index, aoiClientId, name, outcome, timeToAckMs }) => (
        <li
          key={index}
          className="grid grid-cols-[minmax(0,14rem)_1fr_7rem] items-center gap-3 text-small max-sm:grid-cols-[minmax(0,1fr)_7rem]"
        >
          <a href={`/aoi-clients/${encodeURIComponent(aoiClientId)}`} className="truncate hover:underline">
            <PlainText>{name ?? aoiClientId}</PlainText>
          </a>
          <svg aria-hidden="true" className="h-4 w-full max-sm:hidden">
            <line x1="0" x2="100%" y1="50%" y2="50%" className="stroke-line" />
            {timeToAckMs === undefined ? null : (
              <rect
                y="25%"
                height="50%"
                width={`${share(timeToAckMs, longest)}%`}
                className={OUTCOME_FILLS[outcome]}
              />
            )}
          </svg>
          <span className="tabular-nums">
            <span aria-hidden="true">{OUTCOME_SIGNS[outcome]} </span>
            {timeToAckMs === undefined ? t[outcome] : format.length(timeToAckMs)}
          </span>
        </li>
      ))}
    </ol>
  )
}

/** Returns a bar's length on a logarithmic axis, in percent; the bar never vanishes. */
function share(milliseconds: number, longest: number): number {
  const least = stepStart(1)
  const most = Math.min(longest, stepStart(AXIS_STEPS))
  return Math.max(1.5, (100 * Math.log(Math.max(least, milliseconds) / least)) / Math.log(most / least))
}
