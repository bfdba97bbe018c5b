import { Pacer } from '../../server/core/pacer.ts'
import { searchAll } from '../../server/core/search/search-all.ts'
import type { OpenedStore } from '../../server/db/open-store.ts'
import { loopTime } from '../../server/ops/loop-time.ts'
import { systemClock } from '../../server/ops/system-clock.ts'
import { measure } from './measure.ts'

const MOST_P95_MILLISECONDS = 150

/** The texts of the searches, by what an operator looks for. */
const SEARCHES = {
  'a word of 33,000 device names': 'tablet',
  'two words of a device name': 'living room 7',
  'the beginning of an AOI Client ID': `ac_${'1234'.padStart(18, '0')}`,
  'the beginning of a notification’s id': Math.floor(Date.now() / 65_536)
    .toString(16)
    .padStart(8, '0'),
  'the beginning of a fingerprint': 'a1b',
  'a whole token': `g1${'77'.padStart(43, '0')}`,
  'a topic': 'alarm-9',
  'an application': 'app7',
  'an audit event': 'key199',
  'a word in every text': 'monitor',
  'a word in one text of seven, and one in 1,000': 'pump host77',
  'a word in one text of 1,000,000': 't77777',
  'two words of many texts that no text has both': 'pump backup',
  'the first letter of many words': 's',
  'nothing of this name': 'nothing of this name',
} as const

/** Measures the search of the dashboard. Returns the names of the searches that were too slow. */
export async function measureSearches({ search }: OpenedStore): Promise<string[]> {
  const slow: string[] = []
  const ctx = { search, clock: systemClock, pacer: new Pacer(systemClock, loopTime) }
  const operators = { list: () => Promise.resolve([]) }
  console.log('| search | p50 | p95 |\n|---|--:|--:|')
  for (const [name, text] of Object.entries(SEARCHES)) {
    const times = await measure(() => searchAll(ctx, { text, role: 'admin', operators }))
    console.log(`| ${[name, ...times.map((time) => time.toFixed(1))].join(' | ')} |`)
    if (Math.max(...times) > MOST_P95_MILLISECONDS) slow.push(`search for ${name}`)
  }
  return slow
}
