import { expect, it } from 'vitest'
import { Disk } from './disk.ts'
import { makeRandom } from './random.ts'

const write = (name: string, text: string, offset = 0) =>
  ({ does: 'write', name, offset, bytes: Buffer.from(text) }) as const

function makeDisk(): Disk {
  const disk = new Disk()
  disk.apply({ does: 'create', name: 'file' })
  disk.apply(write('file', 'safe'))
  disk.apply({ does: 'sync', name: 'file' })
  disk.apply({ does: 'syncDirectory' })
  return disk
}

/** Returns the contents of `name` after each of many power cuts. */
function cuts(disk: Disk, name: string): Set<string | undefined> {
  const random = makeRandom(1)
  return new Set(Array.from({ length: 200 }, () => disk.cut(random).get(name)?.toString()))
}

it('keeps synced bytes in any case', () => {
  expect(cuts(makeDisk(), 'file')).toEqual(new Set(['safe']))
})

it('keeps all, none or a torn part of unsynced bytes', () => {
  const disk = makeDisk()
  disk.apply(write('file', 'fast'))
  const left = cuts(disk, 'file')
  expect(left.has('safe')).toBe(true)
  expect(left.has('fafe')).toBe(true)
  disk.apply({ does: 'sync', name: 'file' })
  expect(cuts(disk, 'file')).toEqual(new Set(['fast']))
})

it('keeps a later sector without an earlier one', () => {
  const disk = makeDisk()
  disk.apply(write('file', 'x'.repeat(2048), 512))
  const lengths = [...cuts(disk, 'file')].map((content) => content?.length)
  expect(lengths).toContain(4)
  const holes = [...cuts(disk, 'file')].filter((content) => content?.slice(512, 1024).startsWith('\0'))
  expect(holes.length).toBeGreaterThan(0)
})

it('may lose a file whose name was not synced, and may keep a removed one', () => {
  const disk = makeDisk()
  disk.apply({ does: 'create', name: 'new' })
  disk.apply(write('new', 'content'))
  disk.apply({ does: 'sync', name: 'new' })
  expect(cuts(disk, 'new')).toEqual(new Set([undefined, 'content']))
  disk.apply({ does: 'syncDirectory' })
  disk.apply({ does: 'remove', name: 'new' })
  expect(cuts(disk, 'new')).toEqual(new Set([undefined, 'content']))
  disk.apply({ does: 'syncDirectory' })
  expect(cuts(disk, 'new')).toEqual(new Set([undefined]))
})
