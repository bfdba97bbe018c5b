'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { Suspense, useMemo, useState } from 'react'
import type { NotificationListRow, NotificationsPage } from '#protocol/dashboard/lists/notifications.ts'
import type { MemberRow, TokenListRow } from '#protocol/dashboard/lists/tokens.ts'
import { earlier } from '../grid/later.ts'
import type { FirstPage, ListPage } from '../grid/use-list.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { readTimed } from '../live/dashboard-api.ts'
import { isMissing } from '../live/dashboard-error.ts'
import { findLiveness } from '../live/live-state.tsx'
import { PauseSwitch } from '../live/pause-switch.tsx'
import { isFailing, untilRead } from '../live/reading.ts'
import { useActivity } from '../live/use-activity.ts'
import { LateStatistics } from '../statistics/late-statistics.tsx'
import { NotLoaded } from '../statistics/not-loaded.tsx'
import { partyHref } from '../statistics/party.ts'
import { buttonClass } from '../ui/button.tsx'
import { lazyPart } from '../ui/lazy-part.ts'
import { MissingPage } from '../ui/missing-page.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { useHydrated } from '../ui/use-hydrated.ts'
import { texts } from './texts.ts'
import { TokenActs, type TokenPermissions } from './token-acts.tsx'
import { TokenFacts } from './token-facts.tsx'
import { TokenMembers } from './token-members.tsx'
import { TokenNotifications } from './token-notifications.tsx'

/** Few tokens are revoked, so its script is not part of the page. */
const EndingNotice = lazyPart(
  async () => (await import('../ui/ending-notice.tsx')).EndingNotice,
  () => null,
)

/** Loaded after the page, in the place that it keeps. */
const TokenPicture = lazyPart(async () => (await import('./token-picture.tsx')).TokenPicture, NotLoaded)

const FRESH_MILLISECONDS = 2000
const SHOWN_NOTIFICATIONS = '10'

type Props = {
  token: TokenListRow
  members: FirstPage<ListPage<MemberRow>>
  notifications: NotificationListRow[]
  may: TokenPermissions
}

/** The page `/tokens/[id]`: the members of a token, its last notifications, and the acts on it. */
export function TokenView({ token: first, members, notifications, may }: Props) {
  const t = useTexts(texts)
  const [paused, setPaused] = useState(false)
  const id = String(first.id)
  const shared = {
    staleTime: FRESH_MILLISECONDS,
    refetchOnWindowFocus: !paused,
  }
  const tokenActivity = useActivity(paused ? undefined : 'readToken')
  const sentActivity = useActivity(paused ? undefined : 'listNotifications')
  const token = useQuery({
    ...shared,
    refetchInterval: untilRead(tokenActivity.refetchInterval),
    queryKey: ['dashboard', 'readToken', { id }],
    queryFn: ({ signal }) => readTimed<TokenListRow>('readToken', { path: { id }, signal }),
    initialData: { answer: first, readAt: members.readAt },
  })
  const query = useMemo(() => ({ tokenId: id, limit: SHOWN_NOTIFICATIONS }), [id])
  const sent = useQuery({
    ...shared,
    refetchInterval: untilRead(sentActivity.refetchInterval),
    queryKey: ['dashboard', 'listNotifications', query],
    queryFn: ({ signal }) => readTimed<NotificationsPage>('listNotifications', { query, signal }),
    initialData: { answer: { rows: notifications }, readAt: members.readAt },
  })
  const isHydrated = useHydrated()
  const { answer, readAt } = token.data
  const failing = isFailing(token) || isFailing(sent)
  const liveness = findLiveness({
    feed: tokenActivity.feed,
    paused,
    failing,
    readAt: earlier(readAt, sent.data.readAt),
  })
  if (isMissing(token.error)) return <MissingPage kind="token" />
  return (
    <div className="grid gap-5">
      <PageTitle
        title={
          <>
            {t.token} <span className="font-mono">{first.fingerprint}</span>
          </>
        }
        lead={
          <Link
            href={partyHref({ unit: 'application', key: first.applicationName })}
            prefetch={false}
            className="inline-flex min-h-6 items-center underline decoration-line underline-offset-4 hover:decoration-ink"
          >
            <PlainText className="wrap-anywhere">{first.applicationName}</PlainText>
          </Link>
        }
      >
        <PauseSwitch liveness={liveness} toggle={() => setPaused(!paused)} />
        <Link href={`/notifications?tokenId=${id}`} prefetch={false} className={buttonClass()}>
          {t.allNotifications}
        </Link>
        <TokenActs token={answer} may={may} />
      </PageTitle>
      {answer.revoked === undefined ? null : (
        <Suspense fallback={null}>
          <EndingNotice kind="revoked" ending={answer.revoked} />
        </Suspense>
      )}
      <div className="min-h-40">
        {isHydrated ? (
          <Suspense fallback={null}>
            <TokenPicture token={answer} paused={paused} />
          </Suspense>
        ) : null}
      </div>
      <TokenFacts token={answer} readAt={readAt} />
      <LateStatistics party={{ unit: 'token', key: id }} />
      <TokenNotifications rows={sent.data.answer.rows} tokenId={id} readAt={sent.data.readAt} />
      <TokenMembers token={answer} first={members} mayRemove={may.revoke} paused={paused} />
    </div>
  )
}
