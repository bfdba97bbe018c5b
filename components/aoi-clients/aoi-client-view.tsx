'use client'

import { useQuery } from '@tanstack/react-query'
import { Suspense, useMemo, useState } from 'react'
import type { Flight } from '#protocol/dashboard/flight.ts'
import type { FlightWindow } from '#protocol/dashboard/flight-windows.ts'
import type { AoiClientListRow } from '#protocol/dashboard/lists/aoi-clients.ts'
import type { RegistrationListRow } from '#protocol/dashboard/lists/registrations.ts'
import { useSelectionAct } from '../acts/use-selection-act.tsx'
import { later } from '../grid/later.ts'
import type { FirstPage, ListPage } from '../grid/use-list.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { readTimed } from '../live/dashboard-api.ts'
import { isMissing } from '../live/dashboard-error.ts'
import { findLiveness } from '../live/live-state.tsx'
import { PauseSwitch } from '../live/pause-switch.tsx'
import { isFailing, untilRead } from '../live/reading.ts'
import { useActivity } from '../live/use-activity.ts'
import { ReceiverCell, ReceiverState } from '../registrations/receiver.tsx'
import { receiverTexts } from '../registrations/receiver-texts.ts'
import { Button } from '../ui/button.tsx'
import { Fact, Facts } from '../ui/facts.tsx'
import { focusHeading } from '../ui/focus.ts'
import { lazyPart } from '../ui/lazy-part.ts'
import { Age } from '../ui/moment.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { useHydrated } from '../ui/use-hydrated.ts'
import { ClientRegistrations } from './client-registrations.tsx'
import { FlightSection } from './flight-section.tsx'
import { texts } from './texts.ts'
import { useFlight } from './use-flight.ts'

const FRESH_MILLISECONDS = 2000
/** Few people see an AOI Client end, so its script is not part of the page. */
const EndedClient = lazyPart(
  async () => (await import('./ended-client.tsx')).EndedClient,
  () => null,
)
/** Loaded after the page: its sentences are long. */
const ClientCondition = lazyPart(
  async () => (await import('./client-condition.tsx')).ClientCondition,
  () => null,
)

type Props = {
  client: AoiClientListRow
  registrations: FirstPage<ListPage<RegistrationListRow>>
  flight: { initial: Flight; window: FlightWindow }
  mayAct: boolean
  mayErase: boolean
}

/**
 * The page `/aoi-clients/[id]`: whether the AOI Client is connected, its registrations and its pending notifications.
 */
export function AoiClientView({ client: first, registrations, flight, mayAct, mayErase }: Props) {
  const t = useTexts(texts)
  const receivers = useTexts(receiverTexts)
  const format = useFormat()
  const { id } = first
  const selectionAct = useSelectionAct(() => focusHeading())
  const [paused, setPaused] = useState(false)
  const path = useMemo(() => ({ id }), [id])
  const { feed, refetchInterval } = useActivity(paused ? undefined : 'readAoiClient')
  const query = useQuery({
    queryKey: ['dashboard', 'readAoiClient', path],
    queryFn: ({ signal }) => readTimed<AoiClientListRow>('readAoiClient', { path, signal }),
    initialData: { answer: first, readAt: registrations.readAt },
    staleTime: FRESH_MILLISECONDS,
    refetchInterval: untilRead(refetchInterval),
  })
  const flightState = useFlight({ aoiClientId: id, ...flight, paused })
  const isHydrated = useHydrated()
  const { answer: client, readAt } = query.data
  const liveness = findLiveness({ feed, paused, failing: isFailing(query), readAt })
  if (isMissing(query.error))
    return (
      <Suspense fallback={null}>
        <EndedClient id={id} />
      </Suspense>
    )
  const wholeId = <span className="wrap-anywhere font-mono">{id}</span>
  return (
    <div className="grid gap-5 *:mt-0">
      <PageTitle
        title={client.name === undefined ? wholeId : <PlainText>{client.name}</PlainText>}
        lead={client.name === undefined ? t.unnamed : wholeId}
      >
        <PauseSwitch liveness={liveness} toggle={() => setPaused(!paused)} />
        {mayAct ? (
          <>
            <Button onClick={() => selectionAct.begin({ act: 'disconnect', ids: [id] })}>
              {t.disconnect}
            </Button>
            <Button look="danger" onClick={() => selectionAct.begin({ act: 'deregister', ids: [id] })}>
              {t.deregister}
            </Button>
          </>
        ) : null}
        {mayErase ? (
          <Button look="danger" onClick={() => selectionAct.begin({ act: 'erase', of: { aoiClientId: id } })}>
            {t.erase}
          </Button>
        ) : null}
      </PageTitle>
      <div className="min-h-18">
        {isHydrated ? (
          <Suspense fallback={null}>
            <ClientCondition client={client} flight={flightState.flight} />
          </Suspense>
        ) : null}
      </div>
      <Facts label={t.facts}>
        <Fact name={t.state}>
          <ReceiverState {...client} t={receivers} />
        </Fact>
        <Fact name={receivers.receiver}>
          <ReceiverCell {...client} t={receivers} />
        </Fact>
        <Fact name={t.lastSeen}>
          <Age at={client.lastSeenAt} now={later(readAt, client.lastSeenAt)} />
        </Fact>
        <Fact name={t.platform}>
          <PlainText>{client.platform ?? '–'}</PlainText>
        </Fact>
        {client.label === undefined ? null : (
          <Fact name={t.label}>
            <PlainText>{client.label}</PlainText>
          </Fact>
        )}
        <Fact name={t.registrations}>{format.number(client.registrations)}</Fact>
        <Fact name={t.queue}>{format.number(client.queue)}</Fact>
        <Fact name={t.created}>
          <Age at={client.createdAt} now={later(readAt, client.createdAt)} />
        </Fact>
      </Facts>
      <FlightSection aoiClientId={id} state={flightState} />
      <ClientRegistrations aoiClientId={id} first={registrations} paused={paused} />
      {selectionAct.dialog}
    </div>
  )
}
