'use client'

import Link from 'next/link'
import { memo } from 'react'
import type { WallLane, WallUnit } from '#protocol/dashboard/wall.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { partyHref } from '../statistics/party.ts'
import { Button } from '../ui/button.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import type { LiveLanes } from './live-lanes.ts'
import { StripLink } from './strip-link.tsx'
import { texts } from './texts.ts'

type Props = {
  lane: WallLane
  unit: WallUnit
  live: LiveLanes
  isChosen: boolean
  /** Undefined: no further lane can be chosen. */
  onChoose: ((key: string) => void) | undefined
}

/** One lane in words, above the strip of its bars. */
export const LaneItem = memo(function LaneItem({ lane, unit, live, isChosen, onChoose }: Props) {
  const t = useTexts(texts)
  const { key, name, applicationName } = lane
  const shownName = name === '' ? `#${key}` : name
  return (
    <li
      className={`min-w-0 border-line border-b py-2 last:border-b-0 ${lane.slow === true ? 'bg-warning-paper' : ''}`}
    >
      <div className="flex min-w-0 flex-wrap items-center gap-x-4 gap-y-1 px-3 text-small">
        <LaneName
          {...{ unit, laneKey: key, name: shownName, applicationName }}
          isSlow={lane.slow === true}
          isSimulated={lane.simulated === true}
        />
        <Figures lane={lane} />
        <Button
          look="quiet"
          aria-pressed={isChosen}
          aria-label={`${t.choose}: ${shownName}`}
          disabled={onChoose === undefined}
          onClick={() => onChoose?.(key)}
          className="ml-auto aria-pressed:border-ink"
        >
          {isChosen ? <span aria-hidden="true">✓</span> : null}
          {t.choose}
        </Button>
      </div>
      <StripLink {...{ lane, unit, live }} />
    </li>
  )
})

type NameProps = {
  unit: WallUnit
  laneKey: string
  name: string
  applicationName: string | undefined
  isSlow: boolean
  isSimulated: boolean
}

/** It seldom changes, while the figures change every second. */
const LaneName = memo(function LaneName({
  unit,
  laneKey,
  name,
  applicationName,
  isSlow,
  isSimulated,
}: NameProps) {
  const t = useTexts(texts)
  return (
    <p className="min-w-0 flex-1 basis-48 truncate">
      <Link
        href={partyHref({ unit, key: laneKey })}
        prefetch={false}
        className={`inline-block min-h-6 font-semibold underline decoration-line underline-offset-4 hover:decoration-ink ${unit === 'token' ? 'font-mono' : ''}`}
      >
        <PlainText>{name}</PlainText>
      </Link>
      {applicationName === undefined ? null : (
        <PlainText className="ml-2 text-muted">{applicationName}</PlainText>
      )}
      {isSlow ? <Mark className="text-warning">{t.slow}</Mark> : null}
      {isSimulated ? <Mark className="text-muted">{t.simulatedLane}</Mark> : null}
    </p>
  )
})

function Mark({ className, children }: { className: string; children: string }) {
  return <span className={`ml-2 rounded-control border px-1.5 font-medium ${className}`}>{children}</span>
}

function Figures({ lane }: { lane: WallLane }) {
  const t = useTexts(texts)
  const format = useFormat()
  const figures = [
    { name: t.rate, value: t.perSecond(format.number(lane.rate)) },
    { name: t.backlog, value: format.number(lane.backlog) },
    { name: t.online, value: format.number(lane.online) },
    { name: t.p95, value: lane.p95Ms === undefined ? t.none : format.length(lane.p95Ms) },
  ]
  return (
    <dl className="flex flex-wrap gap-x-4 tabular-nums">
      {figures.map(({ name, value }) => (
        <div key={name} className="flex gap-1.5">
          <dt className="text-muted">{name}</dt>
          <dd className="min-w-10 font-medium">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
