'use client'

import { useRouter } from 'next/navigation'
import type { MouseEvent } from 'react'
import type { WallLane, WallUnit } from '#protocol/dashboard/wall.ts'
import { PAGE_LIMITS } from '#protocol/page-limits.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { notificationsHref } from '../statistics/party.ts'
import type { Format } from '../ui/format.ts'
import type { LiveLanes } from './live-lanes.ts'
import { texts, type WallTexts } from './texts.ts'
import { barAt, placeAt, timesOf } from './wall-layout.ts'

/** Opens the notifications of the lane, or those of the bar under the pointer. */
export function StripLink({ lane, unit, live }: { lane: WallLane; unit: WallUnit; live: LiveLanes }) {
  const t = useTexts(texts)
  const format = useFormat()
  const router = useRouter()
  const { key } = lane
  const hrefOf = ({ from, to }: { from: number; to: number }) =>
    notificationsHref({ unit, key }, new Date(from).toISOString(), new Date(to).toISOString())
  const to = live.frame?.endsAt ?? 0
  const href = hrefOf({ from: to - PAGE_LIMITS.wallSeconds * 1000, to })
  const open = (event: MouseEvent<HTMLAnchorElement>) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    // A click without details comes from the keyboard, which points at no bar.
    const found = event.detail === 0 ? undefined : findBar(event, { live, key })
    if (found === undefined) router.push(href)
    else router.push(found.id === undefined ? hrefOf(found.times) : `/notifications/${found.id}`)
  }
  return (
    <a
      href={href}
      data-lane={key}
      onClick={open}
      onMouseMove={(event) => {
        const found = findBar(event, { live, key })
        event.currentTarget.title =
          found === undefined ? '' : t.bar(found.bar.notifications, format.share(found.bar.filled))
      }}
      className="mx-3 mt-1 block h-10 rounded-control border-line border-b"
    >
      <span className="sr-only">
        {t.last}: {describeProgress(lane, { t, format })}
      </span>
    </a>
  )
}

function describeProgress(
  { recipients, acked }: WallLane,
  { t, format }: { t: WallTexts; format: Format },
): string {
  return recipients === 0 ? t.noRecipients : t.progress(recipients, format.share(acked / recipients))
}

/** Finds the bar under the pointer, with the id of its notification if it has only one. */
function findBar(event: MouseEvent<HTMLElement>, { live, key }: { live: LiveLanes; key: string }) {
  const { frame } = live
  if (frame === undefined) return undefined
  const { left, width } = event.currentTarget.getBoundingClientRect()
  const place = placeAt(event.clientX - left, { width, frame, end: live.paintedEnd })
  const lane = frame.lanes.findIndex((shown) => shown.key === key)
  const bar = place === undefined || lane === -1 ? undefined : barAt(frame, { lane, place })
  if (bar === undefined || place === undefined) return undefined
  const [, id] = frame.lanes[lane]?.ids.find(([at]) => at === place) ?? []
  return { bar, id, times: timesOf(frame, place) }
}
