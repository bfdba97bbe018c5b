import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './documents.ts'
import { listFiles } from './plain-english.ts'

/** Folders whose inner rooms import each other in one direction. */
const HOUSES = ['server/db', 'server/hub']
const IMPORT = /^(?:import|export)\b[^;'"]*?(?:from )?['"]([^'"]+)['"]/gm
const MOST_FILES = 20

type Arrow = { from: string; to: string; file: string }

test.each(HOUSES)('the rooms of %s import each other in one direction', (house) => {
  const arrows = listArrows(house)
  expect(arrows.length).toBeGreaterThan(10)
  expect(findCircle(arrows)).toEqual([])
})

test.each(HOUSES)('no room of %s has more files than a reader can take in', (house) => {
  const sizes = new Map<string, number>()
  for (const file of listSources(house)) sizes.set(dirname(file), (sizes.get(dirname(file)) ?? 0) + 1)
  expect([...sizes].filter(([, size]) => size > MOST_FILES)).toEqual([])
})

test('a circle of rooms is found, with a file for each arrow', () => {
  const arrow = (from: string, to: string) => ({ from, to, file: `${from}/x.ts` })
  const arrows = [arrow('a', 'b'), arrow('b', 'c'), arrow('c', 'b'), arrow('c', 'd')]
  expect(findCircle(arrows)).toEqual(['b/x.ts → c', 'c/x.ts → b'])
})

function listSources(house: string): string[] {
  return listFiles(root, house, /\.tsx?$/)
}

/** Returns the imports between the rooms of `house`, without those of tests. The files at its top are a room as well. */
function listArrows(house: string): Arrow[] {
  return listSources(house)
    .filter((file) => !/\.test\.tsx?$/.test(file))
    .flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(IMPORT)].flatMap(([, target = '']) => {
        const from = dirname(file)
        const to = dirname(resolveImport(file, target))
        const isInside = to === house || to.startsWith(`${house}/`)
        return isInside && from !== to && !to.includes('/generated/') ? [{ from, to, file }] : []
      }),
    )
}

function resolveImport(file: string, target: string): string {
  if (target.startsWith('#server/')) return target.slice(1)
  return target.startsWith('.') ? relative(root, join(root, dirname(file), target)) : target
}

/** Returns the arrows that lead from a room back to itself: none in a house in order. */
function findCircle(arrows: Arrow[]): string[] {
  const reach = (from: string, seen = new Set<string>()): Set<string> => {
    for (const arrow of arrows) {
      if (arrow.from !== from || seen.has(arrow.to)) continue
      seen.add(arrow.to)
      reach(arrow.to, seen)
    }
    return seen
  }
  return arrows.filter(({ from, to }) => reach(to).has(from)).map(({ file, to }) => `${file} → ${to}`)
}
