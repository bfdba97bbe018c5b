import { describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { FINDING_KINDS, type FindingKind, WARNINGS } from '#protocol/finding-kinds.ts'
import type { Facts } from './facts.ts'
import { FindingLives } from './finding-lives.ts'
import type { Finding } from './finding-store.ts'
import { ruleOf } from './rules.ts'
import { THRESHOLDS } from './thresholds.ts'

const NOW = 1_800_000_000_000
const DAY = 86_400_000
const KEY = {
  ...{ id: 'k1', secretHash: 'ab', serverApplicationId: 's1', serverApplicationName: 'Forecast' },
  ...{ grants: ['com.example.*'], createdAt: NOW },
}
const SUMS = {
  ...{ notifications: 9, recipients: 27, acked: 27, undelivered: 0, waiting: 0 },
  ...{ withoutMembers: 0, refused: 0 },
}
const WELL: Facts = {
  now: NOW,
  thresholds: THRESHOLDS,
  nodes: [
    {
      name: 'here:1',
      conditions: (['databaseSlow', 'memoryHigh', 'loopSlow', 'pushRefused', 'reconnecting'] as const).map(
        (kind) => ({ kind, count: 0 }),
      ),
    },
  ],
  counts: { aoiClients: 3, registrations: 3, sharedTokens: 1, uniqueTokens: 0 },
  online: 3,
  sums: SUMS,
  keys: [KEY],
  webhooks: [],
  hooks: [],
  textsWaitSince: undefined,
  unseenDevices: 0,
}

const onNode = (kind: FindingKind, count: number): Partial<Facts> => ({
  nodes: [{ name: 'here:1', conditions: [{ kind, count, detail: 'evidence' }] }],
})
const summed = (sums: Partial<Facts['sums']>): Partial<Facts> => ({ sums: { ...SUMS, ...sums } })
const webhook = { id: 'w1', name: 'orders' }

/** The facts that open a finding of each kind, and those between its thresholds where it has two. */
const CASES: Record<FindingKind, { bad: Partial<Facts>; mild?: Partial<Facts> }> = {
  ...(Object.fromEntries(WARNINGS.map((kind) => [kind, { bad: onNode(kind, 1) }])) as Record<
    (typeof WARNINGS)[number],
    { bad: Partial<Facts> }
  >),
  notReady: { bad: onNode('notReady', 1) },
  databaseSlow: { bad: onNode('databaseSlow', 500), mild: onNode('databaseSlow', 450) },
  memoryHigh: { bad: onNode('memoryHigh', 90), mild: onNode('memoryHigh', 80) },
  loopSlow: { bad: onNode('loopSlow', 200), mild: onNode('loopSlow', 180) },
  textIndexBehind: {
    bad: { textsWaitSince: NOW - 6 * 60_000 },
    mild: { textsWaitSince: NOW - 4.5 * 60_000 },
  },
  webhookFails: {
    bad: { webhooks: [{ ...webhook, failingSince: NOW - 11 * 60_000 }] },
    mild: { webhooks: [{ ...webhook, failingSince: NOW - 60_000 }] },
  },
  hookFails: {
    bad: { hooks: [{ id: 'h1', name: 'grafana', refused: 3 }] },
    mild: { hooks: [{ id: 'h1', name: 'grafana', refused: 1 }] },
  },
  pushRefused: { bad: onNode('pushRefused', 20), mild: onNode('pushRefused', 17) },
  undelivered: { bad: summed({ undelivered: 2 }) },
  waiting: { bad: summed({ waiting: 3 }) },
  windowFull: { bad: onNode('windowFull', 1) },
  reconnecting: { bad: onNode('reconnecting', 1) },
  nobodyOnline: { bad: { online: 0 } },
  nobodyMaySend: { bad: { keys: [] } },
  withoutMembers: { bad: summed({ withoutMembers: 1 }) },
  registrationsRefused: { bad: summed({ refused: 4 }) },
  sendersRefused: { bad: onNode('sendersRefused', 5) },
  keyEnds: { bad: { keys: [{ ...KEY, expiresAt: NOW + 6 * DAY }] } },
  devicesUnseen: { bad: { unseenDevices: 7 } },
}

/** Takes turns of the rules, and keeps the findings as the database would. */
class Rules {
  readonly opened: string[] = []
  findings: Finding[] = []
  #ids = 0
  #monotonic = 0
  readonly #lives = new FindingLives({
    newId: () => {
      this.#ids += 1
      return `f${this.#ids}`
    },
  })

  turn(facts: Partial<Facts>, { afterSeconds = 5 } = {}): void {
    this.#monotonic += afterSeconds * 1000
    const { opened, changed, resolved } = this.#lives.take({
      ...{ facts: { ...WELL, ...facts }, unresolved: this.findings, monotonic: this.#monotonic },
    })
    this.opened.push(...opened.map(({ kind }) => kind))
    this.findings = [
      ...this.findings
        .filter(({ id }) => !resolved.includes(id))
        .map((finding) => ({ ...finding, ...changed.find(({ id }) => id === finding.id) })),
      ...opened.map((finding) => ({ ...finding, since: NOW })),
    ]
  }

  get kinds(): FindingKind[] {
    return this.findings.map(({ kind }) => kind)
  }
}

describe('the rule', () => {
  it('of each kind finds nothing while all is well, nor on a server that is not in use yet', () => {
    const rules = new Rules()
    const counts = { aoiClients: 0, registrations: 0, sharedTokens: 0, uniqueTokens: 0 }
    for (const facts of [{}, { counts, keys: [], online: 0 }, {}]) rules.turn(facts, { afterSeconds: 3600 })
    expect(rules.kinds).toEqual([])
  })

  it.each(FINDING_KINDS)('of %s opens one finding in its time, keeps it, and resolves it', (kind) => {
    const { bad } = CASES[kind]
    const { opensAfterSeconds, resolvesAfterSeconds } = ruleOf(kind)
    const rules = new Rules()
    rules.turn(bad)
    if (opensAfterSeconds > 0) {
      expect(rules.kinds).toEqual([])
      rules.turn(bad, { afterSeconds: opensAfterSeconds })
    }
    expect(rules.kinds).toEqual([kind])
    for (let turn = 0; turn < 20; turn += 1) rules.turn(bad)
    expect(rules.opened).toEqual([kind])
    rules.turn({})
    if (resolvesAfterSeconds > 0) {
      expect(rules.kinds).toEqual([kind])
      rules.turn({}, { afterSeconds: resolvesAfterSeconds })
    }
    expect(rules.kinds).toEqual([])
  })

  const wavering = FINDING_KINDS.filter(
    (kind) => CASES[kind].mild !== undefined || ruleOf(kind).resolvesAfterSeconds > 0,
  )
  it.each(wavering)('of %s makes one finding of a value that wavers', (kind) => {
    const { bad, mild = {} } = CASES[kind]
    const rules = new Rules()
    rules.turn(mild, { afterSeconds: 600 })
    expect(rules.kinds).toEqual([])
    rules.turn(bad)
    rules.turn(bad, { afterSeconds: ruleOf(kind).opensAfterSeconds })
    for (let turn = 0; turn < 50; turn += 1) {
      rules.turn(bad)
      rules.turn(mild)
    }
    expect(rules.kinds).toEqual([kind])
    expect(rules.opened).toEqual([kind])
  })
})

describe('findings', () => {
  it('take new evidence without opening again', () => {
    const rules = new Rules()
    rules.turn(summed({ waiting: 3 }))
    rules.turn(summed({ waiting: 8 }))
    expect(rules.findings).toMatchObject([{ id: 'f1', kind: 'waiting', count: 8 }])
  })

  it('are about each thing alone, and name it', () => {
    const rules = new Rules()
    const other = { id: 'w2', name: 'stock', disabledReason: 'the receiver answered 410' }
    const failing = { ...webhook, failingSince: NOW - 3_600_000 }
    rules.turn({ webhooks: [failing, other] })
    expect(rules.findings).toMatchObject([
      { kind: 'webhookFails', subject: 'w1', detail: 'orders' },
      { kind: 'webhookFails', subject: 'w2', detail: 'stock: the receiver answered 410' },
    ])
    rules.turn({ webhooks: [other] })
    expect(rules.findings).toMatchObject([{ subject: 'w2' }])
  })

  it('neither open nor resolve while nothing is known', () => {
    const rules = new Rules()
    rules.turn({ unseenDevices: 7 })
    rules.turn({ unseenDevices: undefined }, { afterSeconds: 3600 })
    expect(rules.kinds).toEqual(['devicesUnseen'])
  })

  it('name the node where there are several, and add up the counts of the nodes', () => {
    const rules = new Rules()
    const node = (name: string, count: number) => ({
      name,
      conditions: [
        { kind: 'sendersRefused' as const, count, detail: `address ${count}` },
        { kind: 'loopSlow' as const, count: count * 100 },
      ],
    })
    rules.turn({ nodes: [node('a', 2), node('b', 3)] })
    rules.turn({ nodes: [node('a', 2), node('b', 3)] }, { afterSeconds: 60 })
    expect(rules.findings).toMatchObject([
      { kind: 'sendersRefused', count: 5, detail: 'a: address 2; b: address 3' },
      { kind: 'loopSlow', count: 300, detail: 'b' },
    ])
  })

  it('are at most 20 of a kind', () => {
    const rules = new Rules()
    const hooks = Array.from({ length: LIMITS.findingsPerKind + 5 }, (_, index) => ({
      ...{ id: `h${index}`, name: 'grafana', refused: 9 },
    }))
    rules.turn({ hooks })
    rules.turn({ hooks })
    expect(rules.findings).toHaveLength(LIMITS.findingsPerKind)
  })

  it('hold a detail of bounded length', () => {
    const rules = new Rules()
    rules.turn({ hooks: [{ id: 'h1', name: 'grafana', refused: 9, reason: 'x'.repeat(5000) }] })
    expect(rules.findings[0]?.detail).toHaveLength(LIMITS.findingDetailCharacters)
  })
})
