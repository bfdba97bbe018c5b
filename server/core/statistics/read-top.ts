import { LIMITS } from '#protocol'
import type { Top, TopQuery } from '#protocol/dashboard/statistics.ts'
import { toInstant } from '../instants.ts'
import { tokenFingerprint } from '../token-fingerprint.ts'
import { choosePoints } from './choose-points.ts'
import { coarse, type StatisticsContext } from './read-statistics.ts'
import type { TopParty } from './rollups.ts'

const CURVE_PARTS = 30

/** Reads the parties with the largest counts in a time range, each with its curve. Throws `invalid`. */
export async function readTop(ctx: StatisticsContext, { unit, by, ...asked }: TopQuery): Promise<Top> {
  const now = ctx.clock.now()
  const span = coarse(choosePoints(asked, now))
  const { from, to, seconds } = span
  const parties = await ctx.rollups.listTop({ ...span, unit, by, limit: LIMITS.statisticsTopRows })
  const keys = parties.map(({ key }) => key)
  const counts = await ctx.rollups.readTop({ ...span, unit, by, keys })
  const parts = Math.min(CURVE_PARTS, (to - from) / (seconds * 1000))
  const curves = new Map(keys.map((key) => [key, Array.from({ length: parts }, () => 0)]))
  for (const { key, startedAt, count } of counts) {
    const curve = curves.get(key)
    const place = Math.floor(((startedAt - from) / (to - from)) * parts)
    if (curve !== undefined) curve[place] = (curve[place] ?? 0) + count
  }
  return {
    ...{ readAt: toInstant(now), from: toInstant(from), to: toInstant(to) },
    rows: parties.map((party) => ({
      ...party,
      ...(unit === 'token' && fingerprintOf(party)),
      curve: curves.get(party.key) ?? [],
    })),
  }
}

/** The name of a token never leaves the server. */
function fingerprintOf({ name }: TopParty): { name?: string } {
  return name === undefined ? {} : { name: tokenFingerprint(name) }
}
