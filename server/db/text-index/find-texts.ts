import { LIMITS } from '#protocol'
import type { FoundText, SearchStore } from '#server/core/search/search-store.ts'
import type { Database, RawConnection } from '../connection/database.ts'
import { Prisma } from '../generated/sqlite/client.ts'
import { readState } from './hold-index.ts'
import { readPlaces, SEGMENT_PLACES } from './places.ts'
import { selectTextsBy } from './select-texts.ts'

/** The newest segment is read first, then more and more at once. Most searches end early. */
const FIRST_SEGMENTS = 1
const GROWTH = 4
const SEGMENTS_AT_ONCE = 64
/** Greater than every byte of UTF-8. */
const AFTER_WORDS = Buffer.from([0xff])

const PLACES = { segment: 'integer', place: 'integer' } as const

type Place = { segment: number; place: number }
type Budget = { places: number; isOver: boolean }

/** `SearchStore.findTexts`: the newest segments first, until there are enough or the budget is spent. */
export async function findTexts(
  database: Database,
  { words, rows }: Parameters<SearchStore['findTexts']>[0],
): ReturnType<SearchStore['findTexts']> {
  const range = await database.readRaw(readRange)
  const budget: Budget = { places: LIMITS.searchTextPlaces, isOver: false }
  const found: FoundText[] = []
  let size = FIRST_SEGMENTS
  for (let to = range.to; to >= range.from && found.length < rows && !budget.isOver; to -= size) {
    if (to !== range.to) size = Math.min(size * GROWTH, SEGMENTS_AT_ONCE)
    const segments = Array.from({ length: Math.min(size, to - range.from + 1) }, (_, at) => to - at)
    const places = await matchPlaces(database, { segments, words, budget })
    const wanted = places.slice(0, rows - found.length)
    if (wanted.length > 0)
      found.push(...(await database.readRaw((connection) => selectAt(connection, wanted))))
  }
  return { found, isCut: budget.isOver && found.length < rows }
}

async function readRange(connection: RawConnection): Promise<{ from: number; to: number }> {
  const state = await readState(connection)
  const [first] = await connection.prisma.$queryRaw<{ segment: number }[]>`
    SELECT x."segment" FROM "IndexedText" x ORDER BY x."segment", x."place" LIMIT 1`
  return state === undefined || first === undefined
    ? { from: 0, to: -1 }
    : { from: Number(first.segment), to: state.segment }
}

/** Returns the places in the segments whose texts have all words, the newest first. */
async function matchPlaces(
  database: Database,
  { segments, words, budget }: { segments: number[]; words: readonly string[]; budget: Budget },
): Promise<Place[]> {
  let counts = new Map<number, Uint8Array>()
  let left = segments
  for (const [index, word] of words.entries()) {
    const stored = await database.readRaw((connection) => selectWords(connection, { segments: left, word }))
    if (stored.length === LIMITS.searchTextRows) budget.isOver = true
    const next = new Map<number, Uint8Array>()
    for (const { segment, places } of stored) {
      const had = counts.get(Number(segment))
      const has = next.get(Number(segment)) ?? new Uint8Array(SEGMENT_PLACES)
      next.set(Number(segment), has)
      const read = readPlaces(places)
      for (const place of read) if (index === 0 || had?.[place] === 1) has[place] = 1
      budget.places -= read.length
    }
    if (budget.places <= 0) budget.isOver = true
    counts = next
    left = left.filter((segment) => counts.get(segment)?.includes(1))
    if (left.length === 0) return []
  }
  return left.flatMap((segment) => placesIn(segment, counts.get(segment)))
}

function placesIn(segment: number, has: Uint8Array | undefined): Place[] {
  const places: Place[] = []
  for (let place = SEGMENT_PLACES - 1; place >= 0; place -= 1)
    if (has?.[place] === 1) places.push({ segment, place })
  return places
}

/** Returns the words that begin with `word` in each of the segments. */
function selectWords(
  { prisma }: RawConnection,
  { segments, word }: { segments: readonly number[]; word: string },
): Promise<{ segment: number | bigint; places: string }[]> {
  const start = Buffer.from(word)
  // Not a join with a table of the segments: PostgreSQL would read all words.
  return prisma.$queryRaw`
    SELECT w."segment", w."places" FROM "TextWord" w
    WHERE w."segment" IN (${Prisma.join([...segments])}) AND w."word" >= ${start}
      AND w."word" < ${Buffer.concat([start, AFTER_WORDS])} LIMIT ${LIMITS.searchTextRows}`
}

function selectAt(connection: RawConnection, places: readonly Place[]): Promise<FoundText[]> {
  const from: Prisma.Sql = connection.dialect.rows(PLACES, places)
  return selectTextsBy(connection, from)
}
