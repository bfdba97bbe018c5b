import type { RawConnection } from '../connection/database.ts'
import { holdIndex } from './hold-index.ts'
import { readPlaces, writePlaces } from './places.ts'
import { groupWords, type IndexedRow, type WordPlaces } from './word-places.ts'

type LogRow = { tokenId: number; seq: number | bigint }

const WANTED = { tokenId: 'integer', seq: 'bigint' } as const
const WORDS = { at: 'integer', segment: 'integer', word: 'bytes' } as const
const LEFT = { segment: 'integer', word: 'bytes', places: 'text' } as const
const PLACES = { segment: 'integer', place: 'integer' } as const

/**
 * Removes texts from the index, with their words. Call it in the transaction that erases or removes the notifications,
 * after the statement that does: a foreign key could remove the rows, but not the words.
 */
export async function removeTexts(tx: RawConnection, removed: readonly LogRow[]): Promise<void> {
  if (removed.length === 0) return
  await holdIndex(tx)
  const { prisma, dialect } = tx
  const rows = removed.map(({ tokenId, seq }) => ({ tokenId, seq: Number(seq) }))
  const found = await prisma.$queryRaw<IndexedRow[]>`
    SELECT x."segment", x."place", x."words" FROM ${dialect.rows(WANTED, rows)}
    CROSS JOIN "IndexedText" x WHERE x."tokenId" = r."tokenId" AND x."seq" = r."seq"`
  if (found.length === 0) return
  await removeWords(
    tx,
    groupWords(found.map((row) => ({ ...row, segment: Number(row.segment), place: Number(row.place) }))),
  )
  await prisma.$executeRaw`
    DELETE FROM "IndexedText" WHERE ("segment", "place") IN
      (SELECT r."segment", r."place" FROM ${dialect.rows(PLACES, found)})`
}

async function removeWords({ prisma, dialect }: RawConnection, gone: readonly WordPlaces[]): Promise<void> {
  const wanted = gone.map(({ segment, word }, at) => ({ at, segment, word }))
  const stored = await prisma.$queryRaw<{ at: number | bigint; places: string }[]>`
    SELECT r."at", w."places" FROM ${dialect.rows(WORDS, wanted)}
    CROSS JOIN "TextWord" w WHERE w."segment" = r."segment" AND w."word" = r."word"`
  const left = stored.flatMap(({ at, places }) => {
    const word = gone[Number(at)]
    if (word === undefined) return []
    const kept = [...readPlaces(places)].filter((place) => !word.places.has(place))
    return [{ segment: word.segment, word: word.word, places: writePlaces(kept) }]
  })
  const changed = left.filter(({ places }) => places !== '')
  const ended = left.filter(({ places }) => places === '')
  if (changed.length > 0)
    await prisma.$executeRaw`
      UPDATE "TextWord" SET "places" = r."places" FROM ${dialect.rows(LEFT, changed)}
      WHERE "TextWord"."segment" = r."segment" AND "TextWord"."word" = r."word"`
  if (ended.length > 0)
    await prisma.$executeRaw`
      DELETE FROM "TextWord" WHERE ("segment", "word") IN
        (SELECT r."segment", r."word" FROM ${dialect.rows(LEFT, ended)})`
}
