import { LIMITS } from '#protocol'
import { FINDING_KINDS, type FindingKind } from '#protocol/finding-kinds.ts'
import type { Facts } from './facts.ts'
import type { Finding, FindingChanges } from './finding-store.ts'
import { ruleOf, type Sighting } from './rules.ts'

type Parts = { newId: () => string }
type Turn = { facts: Facts; unresolved: readonly Finding[]; monotonic: number }
type Opened = FindingChanges['opened'][number]

/**
 * Decides which findings open, change and resolve. It remembers since when each thing is seen or out of sight, so that a
 * value that wavers makes one finding. Another node that takes over begins to count these times again.
 */
export class FindingLives {
  readonly #newId: () => string
  /** Since when a thing without a finding is seen, and one with a finding is out of sight; monotonic ms. */
  #seen = new Map<string, number>()
  #gone = new Map<string, number>()

  constructor({ newId }: Parts) {
    this.#newId = newId
  }

  /** One turn of all rules. */
  take(turn: Turn): FindingChanges {
    const seen = new Map<string, number>()
    const gone = new Map<string, number>()
    const changes = FINDING_KINDS.map((kind) => this.#takeKind(kind, { ...turn, seen, gone }))
    this.#seen = seen
    this.#gone = gone
    const places = LIMITS.findings - turn.unresolved.length
    return {
      opened: changes.flatMap(({ opened }) => opened).slice(0, Math.max(0, places)),
      changed: changes.flatMap(({ changed }) => changed),
      resolved: changes.flatMap(({ resolved }) => resolved),
    }
  }

  #takeKind(
    kind: FindingKind,
    { facts, unresolved, monotonic, seen, gone }: Turn & Record<'seen' | 'gone', Map<string, number>>,
  ): FindingChanges {
    const rule = ruleOf(kind)
    const known = unresolved.filter((finding) => finding.kind === kind)
    const sightings = rule.look(facts)
    if (sightings === undefined) return { opened: [], changed: [], resolved: [] }
    const bySubject = new Map(sightings.map((sighting) => [sighting.subject, sighting]))
    const isDue = (since: number, seconds: number) => monotonic - since >= seconds * 1000
    const resolved = known.flatMap(({ id, subject }) => {
      if (bySubject.has(subject)) return []
      const since = this.#gone.get(id) ?? monotonic
      gone.set(id, since)
      return isDue(since, rule.resolvesAfterSeconds) ? [id] : []
    })
    const open = new Set(known.map(({ subject }) => subject))
    const opened = sightings.flatMap((sighting): Opened[] => {
      const { subject, isMild } = sighting
      if (isMild || open.has(subject)) return []
      const key = `${kind}/${subject}`
      const since = this.#seen.get(key) ?? monotonic
      seen.set(key, since)
      if (!isDue(since, rule.opensAfterSeconds)) return []
      return [{ id: this.#newId(), kind, subject, ...evidenceOf(sighting) }]
    })
    const places = Math.max(0, LIMITS.findingsPerKind - known.length)
    return { opened: opened.slice(0, places), changed: changesOf(known, bySubject), resolved }
  }
}

function changesOf(
  known: readonly Finding[],
  sightings: ReadonlyMap<string, Sighting>,
): FindingChanges['changed'] {
  return known.flatMap(({ id, subject, count, detail }) => {
    const sighting = sightings.get(subject)
    if (sighting === undefined) return []
    const evidence = evidenceOf(sighting)
    return evidence.count === count && evidence.detail === detail ? [] : [{ id, ...evidence }]
  })
}

/** Evidence as it is stored: a whole number, and a text of bounded length. */
function evidenceOf({ count, detail }: Sighting) {
  return {
    count: Math.min(Math.round(count), 2 ** 31 - 1),
    ...(detail !== undefined && { detail: detail.slice(0, LIMITS.findingDetailCharacters) }),
  }
}
