import type { SearchStore } from '#server/core/search/search-store.ts'
import { wordsOfPayload } from '#server/core/search/text-words.ts'
import { SIMULATION_APPLICATION } from '#server/core/simulations/simulation-application.ts'
import type { Database, RawTransaction } from '../connection/database.ts'
import { holdIndex, type IndexState, isAfter, NEW_INDEX, readState, writeState } from './hold-index.ts'
import { SEGMENT_PLACES, writePlaces } from './places.ts'
import { groupWords, type IndexedRow } from './word-places.ts'

type Step = Parameters<SearchStore['indexTexts']>[0]
type TextRead = {
  tokenId: number
  seq: number | bigint
  id: string
  acceptedAt: number | bigint
  payload: string | null
}

const INDEXED = {
  segment: 'integer',
  place: 'integer',
  tokenId: 'integer',
  seq: 'bigint',
  words: 'text',
} as const
const WORDS = { segment: 'integer', word: 'bytes', places: 'text' } as const

/** `SearchStore.indexTexts`. Without a new notification it is one read, and no transaction. */
export async function indexTexts(database: Database, step: Step): Promise<number> {
  if (!(await isDue(database, step))) return 0
  return database.writeRaw((tx) => indexNext(tx, step))
}

function isDue(database: Database, { look, before }: Step): Promise<boolean> {
  return database.readRaw(async (connection) => {
    const state = (await readState(connection)) ?? NEW_INDEX
    const found = await connection.prisma.$queryRaw<unknown[]>`
      SELECT 1 AS "due" FROM "Notification" n WHERE ${isAfter(state[look])} AND n."acceptedAt" <= ${before} LIMIT 1`
    return found.length > 0
  })
}

async function indexNext(tx: RawTransaction, step: Step): Promise<number> {
  const state = await holdIndex(tx)
  const found = await selectTexts(tx, { ...step, state })
  const last = found.at(-1)
  if (last === undefined) return 0
  let { segment, place } = state
  const rows: IndexedRow[] = []
  for (const { tokenId, seq, payload } of found) {
    const words = payload === null ? [] : wordsOfPayload(payload)
    if (words.length === 0) continue
    rows.push({ segment, place, tokenId, seq: Number(seq), words: words.join(' ') })
    place += 1
    if (place === SEGMENT_PLACES) {
      segment += 1
      place = 0
    }
  }
  await insertTexts(tx, rows)
  const reached = { acceptedAt: Number(last.acceptedAt), id: last.id }
  await writeState(tx, { ...state, segment, place, [step.look]: reached })
  return found.length
}

/**
 * Returns the notifications after the place of the look, with the payload of those that the index lacks and may have:
 * not erased, not encrypted, and not simulated.
 */
function selectTexts(
  { prisma }: RawTransaction,
  { state, look, before, rows }: Step & { state: IndexState },
): Promise<TextRead[]> {
  return prisma.$queryRaw<TextRead[]>`
    SELECT n."tokenId", n."seq", n."id", n."acceptedAt", CASE WHEN n."headers" IS NULL AND n."erasedAt" IS NULL
      AND x."place" IS NULL AND t."applicationName" <> ${SIMULATION_APPLICATION} THEN n."payload" END AS "payload"
    FROM "Notification" n
    LEFT JOIN "IndexedText" x ON x."tokenId" = n."tokenId" AND x."seq" = n."seq"
    LEFT JOIN "ClientAppToken" t ON t."id" = n."tokenId"
    WHERE ${isAfter(state[look])} AND n."acceptedAt" <= ${before}
    ORDER BY n."acceptedAt", n."id" LIMIT ${rows}`
}

async function insertTexts({ prisma, dialect }: RawTransaction, rows: readonly IndexedRow[]): Promise<void> {
  if (rows.length === 0) return
  await prisma.$executeRaw`
    INSERT INTO "IndexedText" ("segment", "place", "tokenId", "seq", "words")
    SELECT r."segment", r."place", r."tokenId", r."seq", r."words" FROM ${dialect.rows(INDEXED, rows)}`
  const words = groupWords(rows).map(({ places, ...word }) => ({ ...word, places: writePlaces(places) }))
  await prisma.$executeRaw`
    INSERT INTO "TextWord" ("segment", "word", "places")
    SELECT r."segment", r."word", r."places" FROM ${dialect.rows(WORDS, words)} WHERE true
    ON CONFLICT ("segment", "word") DO UPDATE SET "places" = "TextWord"."places" || excluded."places"`
}
