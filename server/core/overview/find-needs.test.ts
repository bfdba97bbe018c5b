import { describe, expect, it } from 'vitest'
import { findNeeds } from './find-needs.ts'

type Facts = Parameters<typeof findNeeds>[0]

const NOW = 1_800_000_000_000
const DAY = 86_400_000
const key = {
  ...{ id: 'k1', secretHash: 'ab', serverApplicationId: 's1', serverApplicationName: 'Forecast' },
  ...{ grants: ['com.example.*'], createdAt: NOW },
}
const WELL: Facts = {
  counts: { aoiClients: 3, registrations: 3, sharedTokens: 1, uniqueTokens: 0 },
  keys: [key],
  sums: { notifications: 9, recipients: 27, acked: 27, undelivered: 0, waiting: 0, refused: 0 },
  refusedParties: 0,
  now: NOW,
  onlineAoiClients: 3,
  disabledWebhooks: 0,
  warnings: [],
  notReady: [],
}

const needsOf = (known: Partial<Facts>) => findNeeds({ ...WELL, ...known })

describe('the needs of the operator', () => {
  it('are none while all is well, and none on a server that is not in use yet', () => {
    expect(needsOf({})).toEqual([])
    const counts = { aoiClients: 0, registrations: 0, sharedTokens: 0, uniqueTokens: 0 }
    expect(needsOf({ counts, keys: [], onlineAoiClients: 0 })).toEqual([])
  })

  it('begin with a server that is not ready, and the reason', () => {
    const sums = { ...WELL.sums, undelivered: 2, waiting: 3, refused: 4 }
    expect(
      needsOf({ sums, refusedParties: 5, notReady: ['The disk is full.', 'The clock jumped.'] }),
    ).toEqual([
      { need: 'notReady', count: 2, detail: 'The disk is full.' },
      { need: 'undelivered', count: 2 },
      { need: 'waiting', count: 3 },
      { need: 'refused', count: 4 },
      { need: 'limitsRefuse', count: 5 },
    ])
  })

  it('include the webhooks that the server disabled', () => {
    expect(needsOf({ disabledWebhooks: 2 })).toEqual([{ need: 'webhooksDisabled', count: 2 }])
  })

  it('include registrations when all their AOI Clients are offline', () => {
    expect(needsOf({ onlineAoiClients: 0 })).toEqual([{ need: 'nobodyOnline', count: 3 }])
  })

  it('include the lack of an API key when there are recipients', () => {
    expect(needsOf({ keys: [] })).toEqual([{ need: 'nobodyMaySend', count: 1 }])
  })

  it('include keys that end within a week, and no others', () => {
    const keys = [key, { ...key, expiresAt: NOW + 6 * DAY }, { ...key, expiresAt: NOW + 8 * DAY }]
    expect(needsOf({ keys })).toEqual([{ need: 'keysEnding', count: 1 }])
  })
})
