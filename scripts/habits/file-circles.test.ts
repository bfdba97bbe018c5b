import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './documents.ts'
import { listFiles, ROOMS } from './plain-english.ts'

/** Static and dynamic imports, with those of types. */
const IMPORT = /^(?:import|export)\b[^;'"]*?(?:from )?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm
const ALIASES = (
  JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { imports: Record<string, string> }
).imports

type Imports = ReadonlyMap<string, readonly string[]>

test('no circle of files exists, type imports included', () => {
  const imports = readImports()
  expect([...imports.values()].flat().length).toBeGreaterThan(1000)
  expect(findCircles(imports)).toEqual([])
})

test('each circle of files is found once, with all its files', () => {
  const imports = new Map([
    ['a.ts', ['b.ts', 'd.ts']],
    ['b.ts', ['c.ts']],
    ['c.ts', ['b.ts', 'd.ts']],
    ['d.ts', ['e.ts']],
    ['e.ts', ['f.ts']],
    ['f.ts', ['d.ts']],
  ])
  expect(findCircles(imports)).toEqual(['d.ts, e.ts, f.ts', 'b.ts, c.ts'])
})

test('aliases and relative paths lead to the same file', () => {
  const file = 'server/core/clock.ts'
  expect(resolveImport('server/hub/hub.ts', '#server/core/clock.ts')).toBe(file)
  expect(resolveImport('server/hub/hub.ts', '../core/clock.ts')).toBe(file)
  expect(resolveImport('server/hub/hub.ts', '#protocol')).toBe('protocol/index.ts')
  expect(resolveImport('server/hub/hub.ts', 'node:path')).toBeUndefined()
})

function readImports(): Imports {
  const files = ROOMS.flatMap((room) => listFiles(root, room, /\.tsx?$/))
  return new Map(
    files.map((file) => {
      const found = [...readFileSync(join(root, file), 'utf8').matchAll(IMPORT)]
      return [file, found.flatMap(([, from, by]) => resolveImport(file, from ?? by ?? '') ?? [])]
    }),
  )
}

/** Returns the file of this project that an import of `file` names. */
function resolveImport(file: string, target: string): string | undefined {
  const path = target.startsWith('.') ? join(dirname(file), target) : resolveAlias(target)
  return path !== undefined && /\.tsx?$/.test(path) && existsSync(join(root, path)) ? path : undefined
}

function resolveAlias(target: string): string | undefined {
  for (const [alias, path] of Object.entries(ALIASES)) {
    if (alias === target) return normalize(path)
    const start = alias.slice(0, -1)
    if (alias.endsWith('*') && target.startsWith(start))
      return normalize(path.replace('*', target.slice(start.length)))
  }
  return undefined
}

/** Returns the sets of files that import each other (Tarjan's strongly connected components). */
function findCircles(imports: Imports): string[] {
  const order = new Map<string, number>()
  const open: string[] = []
  const circles: string[] = []
  const visit = (file: string): number => {
    const number = order.size
    order.set(file, number)
    open.push(file)
    let low = number
    for (const next of imports.get(file) ?? []) {
      if (!order.has(next)) low = Math.min(low, visit(next))
      else if (open.includes(next)) low = Math.min(low, order.get(next) ?? low)
    }
    if (low === number) {
      const circle = open.splice(open.indexOf(file))
      if (circle.length > 1) circles.push(circle.sort().join(', '))
    }
    return low
  }
  for (const file of imports.keys()) if (!order.has(file)) visit(file)
  return circles
}
