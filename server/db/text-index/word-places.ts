/** A row of `IndexedText`. */
export type IndexedRow = { segment: number; place: number; tokenId: number; seq: number; words: string }

/** A word of a segment with some of its places. `word` is hex. */
export type WordPlaces = { segment: number; word: string; places: Set<number> }

/** Returns the words of the rows, in the order of the primary key, so that two nodes change them in one order. */
export function groupWords(rows: readonly Pick<IndexedRow, 'segment' | 'place' | 'words'>[]): WordPlaces[] {
  const groups = new Map<string, WordPlaces>()
  for (const { segment, place, words } of rows)
    for (const word of words.split(' ')) {
      const key = `${segment} ${word}`
      const group = groups.get(key) ?? { segment, word: Buffer.from(word).toString('hex'), places: new Set() }
      groups.set(key, group)
      group.places.add(place)
    }
  return [...groups.values()].sort((a, b) => a.segment - b.segment || (a.word < b.word ? -1 : 1))
}
