import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { LOG_EVENTS } from '../core/log-events.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const TABLE = '| `event` | level | meaning | fields | bounded by |\n|---|---|---|---|---|\n'

/** Returns the table of events as `docs/log.md` has it. */
function renderTable(): string {
  const rows = Object.entries(LOG_EVENTS).map(([event, { level, meaning, fields, bound }]) => {
    const described = Object.entries(fields).map(([name, text]) => `\`${name}\` ${text}`)
    return `| \`${event}\` | ${level} | ${meaning} | ${described.join('; ')} | ${bound} |\n`
  })
  return TABLE + rows.join('')
}

function sources(): string[] {
  return ['server', 'app'].flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
      .filter(
        (path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path) && !/generated|testing/.test(path),
      )
      .map((path) => readFileSync(join(root, room, path), 'utf8')),
  )
}

describe('the events of the log', () => {
  it('are in the table of docs/log.md, row by row', () => {
    const document = readFileSync(join(root, 'docs/log.md'), 'utf8')
    expect(document.slice(document.indexOf(TABLE))).toBe(renderTable())
  })

  it('are all logged somewhere', () => {
    const logged = new Set(
      sources().flatMap((text) => [...text.matchAll(/\bevent: '(\w+)'/g)].map(([, event]) => event)),
    )
    expect(Object.keys(LOG_EVENTS).filter((event) => !logged.has(event))).toEqual([])
  })

  it('are the only lines: nothing outside the log writes to standard error, except a start that fails', () => {
    const writers = sources().filter((text) =>
      /process\.stderr\.write|console\.(log|warn|error)\(/.test(text),
    )
    expect(writers).toHaveLength(1)
    expect(writers[0]).toContain('A failure to start is printed as one sentence')
  })
})
