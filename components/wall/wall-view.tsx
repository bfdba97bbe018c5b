'use client'

import Link from 'next/link'
import { useSearchParams } from 'next/navigation'
import { useRef, useState } from 'react'
import { WALL_UNITS, type WallFrame } from '#protocol/dashboard/wall.ts'
import { PAGE_LIMITS } from '#protocol/page-limits.ts'
import { FilterForm } from '../grid/filter-form.tsx'
import type { ListFilter, ListParams } from '../grid/list-params.ts'
import { ParamNotice } from '../grid/param-notice.tsx'
import { toSearch } from '../grid/param-problems.ts'
import { useBusyRows } from '../grid/use-held-rows.ts'
import { useTexts } from '../i18n/use-texts.ts'
import type { Liveness } from '../live/live-state.tsx'
import { PauseSwitch } from '../live/pause-switch.tsx'
import { Button, buttonClass } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Notice } from '../ui/notice.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { FullScreenButton } from './full-screen.tsx'
import { holdOrder } from './hold-order.ts'
import { LaneItem } from './lane-item.tsx'
import type { LiveLanes } from './live-lanes.ts'
import { texts, type WallTexts } from './texts.ts'
import { useWall } from './use-wall.ts'
import { WallAnnouncer } from './wall-announcer.tsx'
import { WallCanvas } from './wall-canvas.tsx'
import { findWallProblems, useWallParams, viewOf, type WallParams } from './wall-params.ts'

type Change = (change: Partial<WallParams>) => void

type Props = {
  /** When the server made the page; ISO. */
  openedAt: string
  /** The empty wall offers to send a notification. */
  mayCompose: boolean
}

/** The flow of the server, lane by lane; or the parameters of the URL that the page does not accept. */
export function WallView(props: Props) {
  const t = useTexts(texts)
  const problems = findWallProblems(toSearch(useSearchParams()))
  if (problems.length === 0) return <FollowedWall {...props} />
  const labels = new Map(listFilters(t).map(({ name, label }) => [name, label]))
  return (
    <div className="grid gap-4">
      <PageTitle title={t.title} lead={t.lead} />
      <ParamNotice problems={problems} labelOf={(name) => labels.get(name) ?? name} href="/live" />
    </div>
  )
}

function FollowedWall({ openedAt, mayCompose }: Props) {
  const t = useTexts(texts)
  const [params, change] = useWallParams()
  const { live, shown, liveness, togglePause } = useWall(viewOf(params), openedAt)
  return (
    <div data-wall={params.isFull ? 'full' : ''}>
      <PageTitle title={t.title} lead={params.isFull ? undefined : t.lead}>
        <PauseSwitch liveness={liveness} toggle={togglePause} />
        <FullScreenButton isFull={params.isFull} onChange={(isFull) => change({ isFull })} />
      </PageTitle>
      {params.isFull ? null : <WallControls params={params} change={change} />}
      {shown === undefined ? (
        <NotYet liveness={liveness} />
      ) : (
        <Lanes {...{ live, shown, params, change, mayCompose }} isPaused={liveness.state === 'paused'} />
      )}
    </div>
  )
}

function WallControls({ params, change }: { params: WallParams; change: Change }) {
  const t = useTexts(texts)
  const { unit, search, simulated, lanes } = params
  const set: ListParams = {
    ...(unit !== 'application' && { unit }),
    ...(search !== '' && { search }),
    ...(simulated && { simulated: 'true' }),
  }
  return (
    <div className="mt-4 flex flex-wrap items-end gap-3">
      <FilterForm
        path="/live"
        filters={listFilters(t)}
        params={set}
        go={(next) =>
          change({
            unit: next.unit === 'token' ? 'token' : 'application',
            ...{ search: next.search ?? '', simulated: next.simulated !== undefined },
            // Keys of one unit mean nothing to the other.
            lanes: (next.unit ?? 'application') === unit ? lanes : [],
          })
        }
      />
      {lanes.length === 0 ? null : <Button onClick={() => change({ lanes: [] })}>{t.automatic}</Button>}
    </div>
  )
}

function listFilters(t: WallTexts): ListFilter[] {
  return [
    {
      ...{ name: 'unit', kind: 'choice', label: t.unit, isRequired: true },
      choices: WALL_UNITS.map((value) => ({ value, label: t[value] })),
    },
    { name: 'search', kind: 'text', label: t.search, placeholder: 'com.example' },
    { name: 'simulated', kind: 'choice', label: t.simulated, choices: [{ value: 'true', label: t.shown }] },
  ]
}

/** As long as no frame has arrived. */
function NotYet({ liveness }: { liveness: Liveness }) {
  const t = useTexts(texts)
  return (
    <div className="mt-4">
      {liveness.state === 'lost' ? (
        <Notice tone="warning" title={t.notOpen}>
          {t.notOpenHow}
        </Notice>
      ) : (
        <p className="text-muted">{t.waiting}</p>
      )}
    </div>
  )
}

type LanesProps = {
  live: LiveLanes
  shown: WallFrame
  params: WallParams
  change: Change
  isPaused: boolean
  mayCompose: boolean
}

function Lanes({ live, shown, params, change, isPaused, mayCompose }: LanesProps) {
  const t = useTexts(texts)
  const list = useRef<HTMLOListElement>(null)
  const [isHeld, handlers] = useBusyRows(shown.unit)
  const order = useOrder(shown, isHeld)
  const lanes = new Map(shown.lanes.map((lane) => [lane.key, lane]))
  const choose = (key: string) => {
    const rest = params.lanes.filter((other) => other !== key)
    change({ lanes: rest.length < params.lanes.length ? rest : [...rest, key] })
  }
  const isFull = params.lanes.length >= PAGE_LIMITS.wallLanes
  return (
    <>
      {shown.missing > 0 ? <p className="mt-3 text-small">{t.missing(shown.missing)}</p> : null}
      <WallAnnouncer slowLanes={shown.lanes.filter(({ slow }) => slow === true).length} />
      <div className="mt-3">
        {shown.lanes.length === 0 ? (
          <Empty mayCompose={mayCompose} />
        ) : (
          <div className="relative rounded-panel border border-line bg-surface">
            <ol ref={list} aria-label={t.lanes} {...handlers}>
              {order.flatMap((key) => {
                const lane = lanes.get(key)
                const isChosen = params.lanes.includes(key)
                const onChoose = isFull && !isChosen ? undefined : choose
                return lane === undefined
                  ? []
                  : [<LaneItem key={key} unit={shown.unit} {...{ lane, live, isChosen, onChoose }} />]
              })}
            </ol>
            <WallCanvas {...{ live, list, isPaused }} order={JSON.stringify(order)} />
          </div>
        )}
      </div>
      {shown.more > 0 ? <p className="mt-2 text-muted text-small">{t.more(shown.more)}</p> : null}
      {params.isFull ? null : <p className="mt-2 text-muted text-small">{t.legend}</p>}
    </>
  )
}

/** The order of the lanes, which stays while the reader points at them. */
function useOrder({ lanes }: WallFrame, isHeld: boolean): readonly string[] {
  const [shown, setShown] = useState<readonly string[]>([])
  const order = holdOrder(
    lanes.map(({ key }) => key),
    { shown, isHeld },
  )
  const isSame = order.length === shown.length && order.every((key, place) => key === shown[place])
  if (!isSame) setShown(order)
  return isSame ? shown : order
}

function Empty({ mayCompose }: { mayCompose: boolean }) {
  const t = useTexts(texts)
  return (
    <EmptyState title={t.empty} hint={t.emptyHow}>
      {mayCompose ? (
        <p>
          <Link href="/compose" className={buttonClass()}>
            {t.compose}
          </Link>
        </p>
      ) : null}
    </EmptyState>
  )
}
