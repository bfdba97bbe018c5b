import { expect, it } from 'vitest'
import { readPlaces, SEGMENT_PLACES, writePlaces } from './places.ts'

it('reads every place of a segment as it was written, also from two texts together', () => {
  const all = Array.from({ length: SEGMENT_PLACES }, (_, place) => place)
  expect([...readPlaces(writePlaces(all))]).toEqual(all)
  expect([...readPlaces(writePlaces([0, 9]) + writePlaces([10, 4095]))]).toEqual([0, 9, 10, 4095])
  expect([...readPlaces(writePlaces([]))]).toEqual([])
})
