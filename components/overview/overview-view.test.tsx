import { NuqsTestingAdapter } from 'nuqs/adapters/testing'
import { renderToString } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import type { Overview, OverviewNotification } from '#protocol/overview.ts'
import { QueryProvider } from '../live/query-provider.tsx'
import { OverviewView } from './overview-view.tsx'

const EMPTY: Overview = {
  readAt: '2026-11-23T12:00:00.000Z',
  status: {
    startedAt: '2026-11-23T09:00:00.000Z',
    draining: false,
    publicUrl: 'http://127.0.0.1:4321',
    registration: 'code',
    epochFingerprint: '0a1b2c',
  },
  counts: { aoiClients: 0, onlineAoiClients: 0, registrations: 0, sharedTokens: 0, uniqueTokens: 0 },
  nodes: [
    {
      ...{ name: 'here:1', role: 'all', version: '1.2.3', draining: false, silent: false },
      ...{ startedAt: '2026-11-23T09:00:00.000Z', seenAt: '2026-11-23T12:00:00.000Z' },
      ...{ onlineAoiClients: 0, memoryBytes: 150_000_000 },
    },
  ],
  pulse: { lastMinute: 0, minutes: [] },
  stages: [],
  lastHour: { notifications: 0, recipients: 0, acked: 0, cut: false },
  findings: [],
  findingsMore: 0,
  someoneMaySend: false,
  notifications: [],
}

const SENT: OverviewNotification = {
  id: '01999999-0000-7000-8000-000000000000',
  applicationName: '<b>news</b>',
  tokenFingerprint: 'abcdef',
  kind: 'shared',
  acceptedAt: '2026-11-23T11:59:00.000Z',
  expiresAt: '2026-11-23T13:00:00.000Z',
  recipients: 4,
  acked: 2,
  pending: 1,
  expired: 1,
  expiredBy: { ttl: 0, cancelled: 0, replaced: 0, revoked: 1 },
}

/** Returns the page as the server renders it, without the comments that React puts between texts. */
function render(overview: Overview | undefined): string {
  return renderToString(
    <NuqsTestingAdapter>
      <QueryProvider>
        <OverviewView initial={overview} mayStart />
      </QueryProvider>
    </NuqsTestingAdapter>,
  ).replaceAll('<!-- -->', '')
}

describe('the overview, as the server renders it', () => {
  test('guides from an empty server to a first notification', () => {
    const html = render(EMPTY)
    expect(html).toContain('No Client Application is registered')
    expect(html).toContain('>http://127.0.0.1:4321<')
    expect(html).not.toContain('Last notifications')
  })

  test('marks the steps that the database shows as done', () => {
    const counts = { ...EMPTY.counts, aoiClients: 1, registrations: 1 }
    const html = render({ ...EMPTY, counts })
    expect(html).toContain('Done: 1 registration, 0 AOI Clients online')
    expect(html.split('aria-current="step"')).toHaveLength(2)
    expect(html.slice(html.indexOf('aria-current="step"'))).toContain('Allow a Server Application to send')
  })

  test('reports that no AOI Client is online when everything else is ready', () => {
    const counts = { ...EMPTY.counts, aoiClients: 1, registrations: 1 }
    expect(render({ ...EMPTY, counts, someoneMaySend: true })).toContain('No AOI Client is online')
  })

  test('shows a notification with its outcomes in words, and names as text', () => {
    const html = render({ ...EMPTY, notifications: [SENT] })
    expect(html).toContain('aria-label="2 of 4 acked, 1 pending, 1 expired"')
    expect(html).toContain('(1 revoked)')
    expect(html).toContain('&lt;b&gt;news&lt;/b&gt;')
    expect(html).toContain('1 min. ago')
    expect(html).toContain('expires <time dateTime="2026-11-23T13:00:00.000Z"')
  })

  test('reports that the server is shutting down', () => {
    const status = { ...EMPTY.status, draining: true }
    expect(render({ ...EMPTY, status })).toContain('Shutting down, refuses new requests')
  })

  test('shows every node, and since when one has been silent', () => {
    const [here] = EMPTY.nodes
    if (here === undefined) throw new Error('there is no node')
    const silent = { ...here, name: 'there:2', silent: true, seenAt: '2026-11-23T11:59:00.000Z' }
    const html = render({ ...EMPTY, notifications: [SENT], nodes: [here, silent] })
    expect(html).toContain('serves all, version 1.2.3')
    expect(html).toMatch(/there:2.*Silent, last seen.*1 min\. ago/)
  })

  test('shows the last rehearsal of a restore, and why it failed', () => {
    expect(render(EMPTY)).not.toContain('rehearsal')
    const rehearsal = { startedAt: '2026-11-23T09:00:00.000Z', milliseconds: 12_300 }
    expect(render({ ...EMPTY, rehearsal })).toMatch(
      /Last rehearsal of a restore:.*succeeded.*3 hr\. ago.*took 12\.3 s/,
    )
    const finding = {
      id: '0123456789abcdef',
      kind: 'rehearsalFailed' as const,
      state: 'open' as const,
      ...{ subject: '', count: 1, since: '2026-11-23T09:01:00.000Z', detail: 'pg_dump is not on the PATH' },
    }
    const html = render({
      ...EMPTY,
      findings: [finding],
      rehearsal: { ...rehearsal, reason: 'pg_dump is not on the PATH' },
    })
    expect(html).toMatch(/The last rehearsal of a restore failed.*pg_dump is not on the PATH.*>failed</)
  })

  test('reports that it is loading while it has no data', () => {
    expect(render(undefined)).toContain('Loading…')
  })
})
