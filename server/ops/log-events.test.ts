import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

it('every log event of the sources is in the table of docs/operations.md, and every event there is in the sources', () => {
  const written = new Set<string>()
  for (const room of ['server', 'app'])
    for (const path of readdirSync(join(root, room), { recursive: true, encoding: 'utf8' }))
      if (/\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path) && !path.includes('generated'))
        for (const [, event] of readFileSync(join(root, room, path), 'utf8').matchAll(/\bevent: '(\w+)'/g))
          written.add(event ?? '')
  const [, section = ''] =
    /## The log\n(.*?)\n## /s.exec(readFileSync(join(root, 'docs/operations.md'), 'utf8')) ?? []
  const documented = [...section.matchAll(/^\| (`[^|]*`) \|/gm)].flatMap(([, names = '']) =>
    [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name),
  )
  expect(documented.filter((name) => name !== 'event').sort()).toEqual([...written].sort())
})
