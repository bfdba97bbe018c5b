'use client'

import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { TokenListRow } from '#protocol/dashboard/lists/tokens.ts'
import { MEMBER_STATES, type MemberState } from '#protocol/dashboard/member-states.ts'
import type { TokenPicture as Picture } from '#protocol/dashboard/token-picture.ts'
import { later } from '../grid/later.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { readTimed } from '../live/dashboard-api.ts'
import { untilRead } from '../live/reading.ts'
import { useActivity } from '../live/use-activity.ts'
import { partyHref } from '../statistics/party.ts'
import { Age } from '../ui/moment.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { pictureTexts } from './picture-texts.ts'

const LINK = 'inline-block min-h-6 leading-6 text-accent underline underline-offset-2 wrap-anywhere'

/** A mark for each state, beside its words. */
const MARKS: Record<MemberState, { mark: string; look: string }> = {
  connectedBehind: { mark: '◐', look: 'text-danger' },
  offlineBehind: { mark: '◌', look: 'text-danger' },
  byPush: { mark: '⇢', look: 'text-muted' },
  offline: { mark: '○', look: 'text-muted' },
  upToDate: { mark: '●', look: 'text-accent' },
}

/** The senders of a token by name, and its members by state. */
export function TokenPicture({ token, paused }: { token: TokenListRow; paused: boolean }) {
  const t = useTexts(pictureTexts)
  const id = String(token.id)
  const { refetchInterval } = useActivity(paused ? undefined : 'readTokenPicture')
  const { data, error } = useQuery({
    queryKey: ['dashboard', 'readTokenPicture', { id }],
    queryFn: ({ signal }) => readTimed<Picture>('readTokenPicture', { path: { id }, signal }),
    refetchInterval: untilRead(refetchInterval),
  })
  return (
    <section aria-label={t.picture} className="rounded-panel border border-line bg-surface p-4">
      {data === undefined ? (
        <p role={error === null ? undefined : 'alert'} className="text-muted">
          {error === null ? '…' : t.failed}
        </p>
      ) : (
        <div className="grid gap-4 md:grid-cols-[1fr_auto_1fr] md:items-center">
          <Senders picture={data.answer} readAt={data.readAt} />
          <div className="flex items-center gap-2 justify-self-center" aria-hidden="true">
            <span className="text-edge">→</span>
            <span className="rounded-control border border-edge bg-sunken px-3 py-2 font-mono">
              {token.fingerprint}
            </span>
            <span className="text-accent">→</span>
          </div>
          <Members picture={data.answer} />
        </div>
      )}
    </section>
  )
}

function Column({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <h2 className="font-semibold text-small">{title}</h2>
      {children}
    </div>
  )
}

function Senders({ picture, readAt }: { picture: Picture; readAt: string }) {
  const t = useTexts(pictureTexts)
  const { senders, hasMoreSenders } = picture
  return (
    <Column title={t.senders}>
      {senders.length === 0 ? <p className="text-muted text-small">{t.noSenders}</p> : null}
      <ul className="mt-1 grid gap-1">
        {senders.map(({ serverApplicationId, name, lastAt, notifications }) => (
          <li key={serverApplicationId} className="text-small">
            <a href={senderHref(serverApplicationId)} className={LINK}>
              <PlainText>{name}</PlainText>
            </a>{' '}
            <span className="text-muted">
              {t.sent(notifications)} · <Age at={lastAt} now={later(readAt, lastAt)} />
            </span>
          </li>
        ))}
      </ul>
      {hasMoreSenders ? <p className="text-muted text-small">{t.moreSenders}</p> : null}
    </Column>
  )
}

/** A hook is a Server Application as well, and has a page of its own. */
function senderHref(serverApplicationId: string): string {
  const isHook = serverApplicationId.startsWith('hook-')
  const key = isHook ? serverApplicationId.slice('hook-'.length) : serverApplicationId
  return partyHref({ unit: isHook ? 'hook' : 'sender', key })
}

function Members({ picture: { members, online, states, first } }: { picture: Picture }) {
  const t = useTexts(pictureTexts)
  const format = useFormat()
  const counts = MEMBER_STATES.filter((state) => (states?.[state] ?? 0) > 0)
  const rest = members - first.length
  return (
    <Column title={`${t.members}: ${t.online(format.number(online), format.number(members))}`}>
      {members === 0 ? <p className="text-muted text-small">{t.noMembers}</p> : null}
      <ul className="mt-1 flex flex-wrap gap-x-4 gap-y-1 text-small empty:hidden">
        {counts.map((state) => (
          <li key={state}>
            <Mark state={state} /> {format.number(states?.[state] ?? 0)} {t[state]}
          </li>
        ))}
      </ul>
      <ul className="mt-2 grid gap-1 border-line border-t pt-2 empty:hidden">
        {first.map(({ aoiClientId, name, state, behind }) => (
          <li key={aoiClientId} className="text-small">
            <Mark state={state} />{' '}
            <a href={`/aoi-clients/${aoiClientId}`} className={LINK} title={aoiClientId}>
              <PlainText>{name ?? aoiClientId}</PlainText>
            </a>{' '}
            <span className="text-muted">{behind > 0 ? t.behind(behind) : t[state]}</span>
          </li>
        ))}
      </ul>
      {rest > 0 ? <p className="mt-1 text-muted text-small">{t.moreMembers(rest)}</p> : null}
    </Column>
  )
}

function Mark({ state }: { state: MemberState }) {
  const { mark, look } = MARKS[state]
  return (
    <span aria-hidden="true" className={look}>
      {mark}
    </span>
  )
}
