import { expect, it } from 'vitest'
import { parseTrace } from './trace.ts'

const hex = (text: string) =>
  [...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')
const file = (name: string) => `7<${hex(`/data/${name}`)}>`

it('reads the calls on the directory and the printed promises, in order', () => {
  const lines = [
    `1 openat(AT_FDCWD</>, "${hex('/data/a')}", O_RDWR|O_CREAT|O_CLOEXEC, 0644) = ${file('a')}`,
    `1 pwrite64(${file('a')}, "${hex('ab, c)')}", 6, 512) = 6`,
    `1 pwrite64(7<${hex('/elsewhere/a')}>, "${hex('no')}", 2, 0) = 2`,
    `1 fdatasync(${file('a')}) = 0`,
    `1 fsync(7<${hex('/data')}>) = 0`,
    `1 write(1<${hex('pipe:[5]')}>, "${hex('{"says":"x"}\n')}", 13) = 13`,
    `1 unlink("${hex('/data/a')}") = 0`,
    `1 unlink("${hex('/data/b')}") = -1 ENOENT (No such file or directory)`,
  ]
  expect(parseTrace(lines, '/data')).toEqual([
    { does: 'create', name: 'a' },
    { does: 'write', name: 'a', offset: 512, bytes: Buffer.from('ab, c)') },
    { does: 'sync', name: 'a' },
    { does: 'syncDirectory' },
    { does: 'say', text: '{"says":"x"}' },
    { does: 'remove', name: 'a' },
  ])
})

it('counts an interrupted call from its return on', () => {
  const lines = [
    `1 fsync(${file('a')} <unfinished ...>`,
    `2 unlink("${hex('/data/b')}") = 0`,
    '1 <... fsync resumed>) = 0',
  ]
  expect(parseTrace(lines, '/data').map((operation) => operation.does)).toEqual(['remove', 'sync'])
})

it('refuses an unknown call on the directory, and a truncated string', () => {
  expect(() => parseTrace([`1 fallocate(${file('a')}, 0, 0, 4096) = 0`], '/data')).toThrow(/fallocate/)
  expect(() => parseTrace([`1 pwrite64(${file('a')}, "${hex('a')}"..., 4096, 0) = 4096`], '/data')).toThrow(
    /truncated/,
  )
})
