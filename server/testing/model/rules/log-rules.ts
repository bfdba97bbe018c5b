import { type Facts, isUnknown, type LogRow } from '../facts.ts'
import type { Submission, Violation } from '../history.ts'

/** Checks that each seq is given once, without holes, in the order of the answers, and that idempotency keys hold. */
export function checkLogs(facts: Facts): Violation[] {
  return [...facts.logs.keys()]
    .flatMap((token) => [...checkHoles(facts, token), ...checkOrder([...facts.logOf(token).values()])])
    .concat(checkPlaces(facts), checkKeys(facts), checkAnswers(facts), checkRecipients(facts))
}

/** Reports holes in the log, except for those that requests with an unknown outcome may fill. */
function checkHoles(facts: Facts, token: string): Violation[] {
  const seqs = [...facts.logOf(token).keys()]
  const head = Math.max(0, ...seqs)
  const holes = head - seqs.length
  const unknown = facts.unknownBefore(token, Number.POSITIVE_INFINITY)
  if (holes <= unknown) return []
  return [
    {
      rule: 'seqs have no holes',
      at: 0,
      text: `${token}: ${holes} of ${head} seqs were never answered, and ${unknown} requests are open`,
    },
  ]
}

function checkOrder(rows: readonly LogRow[]): Violation[] {
  const inOrder = [...rows].sort((a, b) => a.seq - b.seq)
  const violations: Violation[] = []
  let earliestEnd = Number.POSITIVE_INFINITY
  for (const row of inOrder.toReversed()) {
    if (earliestEnd < row.began)
      violations.push({
        rule: 'seqs are in the order of the answers',
        at: row.began,
        text: `${row.token} ${row.seq} was asked for after a later seq was answered`,
      })
    earliestEnd = Math.min(earliestEnd, row.ended)
  }
  return violations
}

/** Checks that two requests share a seq only if they share an idempotency key. */
function checkPlaces(facts: Facts): Violation[] {
  const places = new Map<string, Submission>()
  const violations: Violation[] = []
  for (const each of facts.submissions) {
    if (each.seq === undefined) continue
    const place = `${each.token} ${each.seq}`
    const other = places.get(place)
    places.set(place, each)
    if (other === undefined) continue
    const isSame =
      other.idempotencyKey !== undefined &&
      other.idempotencyKey === each.idempotencyKey &&
      other.bodyHash === each.bodyHash &&
      other.id === each.id
    if (!isSame)
      violations.push({
        rule: 'a seq is given once',
        at: each.began,
        text: `${place} was given to ${other.mark} and ${each.mark}`,
      })
  }
  return violations
}

function checkKeys(facts: Facts): Violation[] {
  const violations: Violation[] = []
  const keyed = facts.submissions.filter(({ idempotencyKey }) => idempotencyKey !== undefined)
  for (const first of keyed) {
    if (first.id === undefined || first.ended === undefined) continue
    for (const other of keyed) {
      if (other === first || other.idempotencyKey !== first.idempotencyKey) continue
      const isSameBody = other.bodyHash === first.bodyHash
      if (isSameBody && other.id !== undefined && other.id !== first.id)
        violations.push({
          rule: 'an idempotency key is accepted once',
          at: other.began,
          text: `${first.idempotencyKey}: ${first.id} and ${other.id}`,
        })
      if (!isSameBody && other.id !== undefined && other.began > first.ended)
        violations.push({
          rule: 'an idempotency key refuses another body',
          at: other.began,
          text: `${first.idempotencyKey} was answered ${other.status}`,
        })
    }
  }
  return violations
}

const EXPECTED = new Set([201, 404, 409, 422, 503])

/** Checks the statuses: 404 for an unknown token, else accepted, unless the key conflicts or the server is busy. */
function checkAnswers(facts: Facts): Violation[] {
  return facts.submissions.flatMap((each): Violation[] => {
    if (each.status === undefined || EXPECTED.has(each.status)) return []
    return [
      {
        rule: 'a submission is answered as documented',
        at: each.began,
        text: `${each.mark}: ${each.status}`,
      },
    ]
  })
}

/** Checks that the recipients are the members at that time. Members that joined or left meanwhile may count or not. */
function checkRecipients(facts: Facts): Violation[] {
  return [...facts.byId.values()].flatMap((row): Violation[] => {
    if (
      row.idempotencyKey !== undefined &&
      facts.submissions.some(
        (each) => each !== row && each.idempotencyKey === row.idempotencyKey && isUnknown(each),
      )
    )
      return []
    const stays = facts.stays.filter(({ token }) => token === row.token)
    const most = stays.filter((stay) => stay.began < row.ended && stay.gone > row.began)
    const least = stays.filter((stay) => stay.ended < row.began && stay.until > row.ended)
    const [low, high] = [
      new Set(least.map(({ client }) => client)).size,
      new Set(most.map(({ client }) => client)).size,
    ]
    if (row.recipients >= low && row.recipients <= high) return []
    return [
      {
        rule: 'recipients are the members',
        at: row.ended,
        text: `${row.token} ${row.seq}: ${row.recipients}, and there are ${low} to ${high}`,
      },
    ]
  })
}
