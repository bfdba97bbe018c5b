import { NuqsTestingAdapter } from 'nuqs/adapters/testing'
import { renderToString } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import type { NotificationListRow } from '#protocol/dashboard/lists/notifications.ts'
import type { FirstPage, ListPage } from '../grid/use-list.ts'
import { LocaleProvider } from '../i18n/locale-provider.tsx'
import { QueryProvider } from '../live/query-provider.tsx'
import { NotificationsView } from './notifications-view.tsx'

const SENT: NotificationListRow = {
  id: '01999999-0000-7000-8000-000000000000',
  applicationName: 'com.<b>news</b>\u202Egpj',
  acceptedAt: '2026-11-23T11:59:00.000Z',
  expiresAt: '2026-11-23T13:00:00.000Z',
  token: { id: 7, fingerprint: 'abcdef', kind: 'shared' },
  serverApplication: 'news',
  ttlSeconds: 3600,
  urgency: 'normal',
  state: 'live',
  recipients: 5,
  acked: 2,
  pending: 1,
  expired: 1,
  expiredBy: { ttl: 1, cancelled: 0, replaced: 0 },
  revoked: 1,
}

type First = FirstPage<ListPage<NotificationListRow>>
const FIRST: First = {
  params: {},
  search: {},
  problems: [],
  page: { rows: [SENT] },
  readAt: '2026-11-23T12:00:00.000Z',
  publicUrl: 'http://aoi.test',
  registration: 'open',
}

/** Returns the page as the server renders it, at the URL of `first`. */
function render(first: First, locale: 'en' | 'de' | 'qps' = 'en'): string {
  return renderToString(
    <LocaleProvider locale={locale}>
      <NuqsTestingAdapter searchParams={{ ...first.params }}>
        <QueryProvider>
          <NotificationsView first={first} mayReadPayload mayAct />
        </QueryProvider>
      </NuqsTestingAdapter>
    </LocaleProvider>,
  ).replaceAll('<!-- -->', '')
}

describe('the page of notifications, as the server renders it', () => {
  test('shows a row with its outcomes, which add up, and shows names as text', () => {
    const html = render(FIRST)
    expect(html).toContain('com.&lt;b&gt;news&lt;/b&gt;⟨U+202E⟩gpj')
    expect(html).toContain('aria-label="2 of 5 acked, 1 pending, 2 expired"')
    expect(html).toContain('(1 by TTL, 1 revoked)')
    expect(html).toContain(`href="/notifications/${SENT.id}"`)
    expect(html).toContain('href="/tokens/7"')
    expect(html).not.toContain('style="')
    expect(html).not.toContain('\u202E')
  })

  test('works without JavaScript: filters are a form, and pages are links', () => {
    const params = { state: 'live', cursor: 'c2' }
    const html = render({ ...FIRST, params, page: { rows: [SENT], nextCursor: 'c3', prevCursor: '<c1' } })
    expect(html).toMatch(/<form [^>]*action="\/notifications" method="get"/)
    expect(html).toContain('<option value="live" selected="">Valid</option>')
    expect(html).toContain('href="/notifications?state=live&amp;cursor=c3"')
    expect(html).toContain('href="/notifications?state=live&amp;cursor=%3Cc1"')
    expect(html).toContain('Remove the filter State')
  })

  test('shows how far a search went, and continues from there', () => {
    const params = { applicationName: 'com.example.rare' }
    const html = render({ ...FIRST, params, page: { rows: [], nextCursor: 'c9', partial: true } })
    expect(html).toContain('The search stopped')
    expect(html).toContain('Continue the search')
    expect(html).not.toContain('Nothing matches')
  })

  test('distinguishes an empty log from an empty result, and shows the command to send', () => {
    const empty = render({ ...FIRST, page: { rows: [] } })
    expect(empty).toContain('The server accepted no notification')
    expect(empty).toContain('http://aoi.test/api/v1/notifications')
    const none = render({ ...FIRST, params: { id: '01999999' }, page: { rows: [] } })
    expect(none).toContain('No row matches these filters')
  })

  test('names unknown parameters of its address, and offers no row to select or export', () => {
    const problems = [
      { kind: 'unknown', name: 'application' },
      { kind: 'invalid', name: 'id', value: 'zz' },
    ] as const
    const html = render({ ...FIRST, params: { id: 'zz' }, page: undefined, problems })
    expect(html).toContain('role="alert"')
    expect(html).toContain('There is no parameter &quot;application&quot;.')
    expect(html).toContain('&quot;zz&quot; is not valid for &quot;ID&quot;.')
    expect(html).not.toMatch(/type="checkbox"|NDJSON|<table/)
  })

  test('contains no text that is not in its dictionaries', () => {
    const html = render(FIRST, 'qps')
    const labels = [
      ...html.matchAll(/<(?:th scope="col"|button|label|summary|option)[^>]*>(?:<span[^>]*>)?([^<]+)</g),
    ]
    expect(labels.length).toBeGreaterThan(8)
    for (const [, text] of labels) expect(text).toMatch(/^\[.*\]$/)
    expect(render(FIRST, 'de')).toContain('Benachrichtigungen')
  })
})
