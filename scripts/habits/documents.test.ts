import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CLOSING, LIMITS } from '#protocol'
import { DASHBOARD_OPERATIONS } from '#protocol/dashboard/manifest.ts'
import { AOI_ERROR_CODES } from '#server/core/errors.ts'
import { VARIABLES } from '#server/env.ts'
import { listCommands } from './commands.ts'
import {
  isPath,
  listAnchors,
  listDocuments,
  listLinks,
  listNamedPaths,
  listTableKeys,
  readDocument,
  root,
} from './documents.ts'
import { listFiles, README, ROOMS } from './plain-english.ts'

const FILES_WITHOUT_README = 10

const documents = listDocuments()
const scripts = Object.keys((readJson('package.json') as { scripts: object }).scripts)
const variables = VARIABLES

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(join(root, path), 'utf8'))
}

describe.each(documents)('$path', ({ path, text }) => {
  test('names paths that exist', () => {
    expect(
      listNamedPaths(text).filter((named) => !isPath(named) && !isPath(join(dirname(path), named))),
    ).toEqual([])
  })

  test('names npm scripts that exist', () => {
    const named = [...text.matchAll(/npm (?:run )?(test\b[\w:-]*|start\b|(?<=run )[\w:-]+)/g)].map(
      ([, name]) => name,
    )
    expect(named.filter((name) => !scripts.includes(name ?? ''))).toEqual([])
  })

  test('names variables that exist', () => {
    const known = [...variables, ...commandVariables()]
    const named = [...text.matchAll(/\b(?:AOI|TEST)_[A-Z_]+[A-Z]\b/g)].map(([name]) => name)
    expect(named.filter((name) => !known.includes(name))).toEqual([])
  })

  test('names aoi commands that exist', async () => {
    const commands = await listCommands()
    const named = [...text.matchAll(/(?:npx |`|^ *|AOI_KEY=\S+ )aoi ((?:[a-z]+(?:-[a-z]+)* ?)+)/gm)].map(
      ([, words = '']) => words.trim(),
    )
    expect(named.filter((words) => !commands.some((command) => isCommand(words, command)))).toEqual([])
  })

  test('names API routes that exist', () => {
    const named = [...text.matchAll(/(?<=[\s`])\/api\/[\w./{}-]*[\w}]/g)].map(([route]) => route)
    expect(named.filter((route) => !apiRoutes().includes(route))).toEqual([])
  })

  test('names closing codes that exist', () => {
    const named = [...text.matchAll(/`(4[345]\d\d)`/g)].map(([, code]) => code)
    expect(named.filter((code) => !Object.keys(CLOSING).includes(code ?? ''))).toEqual([])
  })

  test('links only to existing targets', () => {
    const broken = listLinks(text).filter(
      (target) => !/^(https?|mailto):/.test(target) && !isTarget(path, target),
    )
    expect(broken).toEqual([])
  })

  test('names no machine and no registry', () => {
    const strange = /\/(home|root|tmp|Users|work|opt)\/\w|registry\.\w+\.\w+|localhost:\d+|\bx+\.example\b/
    expect(text.split('\n').filter((line) => strange.test(line))).toEqual([])
  })

  test('contains no open question', () => {
    expect(text).not.toMatch(/\b(TBD|lorem ipsum|coming soon)\b/i)
  })
})

/** Returns the environment variables that commands and tests read, apart from the server. */
function commandVariables(): string[] {
  const commands = readdirSync(join(root, 'client/command'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => `client/command/${path}`)
  return [
    ...commands,
    'scripts/test.ts',
    'scripts/test/postgresql.ts',
    'scripts/test/earlier-version.ts',
    'e2e/budgets.spec.ts',
  ].flatMap((path) =>
    [...readFileSync(join(root, path), 'utf8').matchAll(/\b(?:AOI|TEST)_[A-Z_]+\b/g)].map(([name]) => name),
  )
}

/** Returns the paths of the API as its operations write them. */
function apiRoutes(): string[] {
  const ofDashboard = Object.values(DASHBOARD_OPERATIONS).map(({ path }) => `/api/dashboard${path}`)
  const described = readdirSync(join(root, 'server/http'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .flatMap((path) => [
      ...readFileSync(join(root, 'server/http', path), 'utf8').matchAll(/^ {2}path: '(\/.+)'/gm),
    ])
    .map(([, path = '']) => `/api${path}`)
  const folder = join(root, 'server/http/admin-api')
  const ofAdmins = readdirSync(folder)
    .flatMap((name) => [...readFileSync(join(folder, name), 'utf8').matchAll(/\bpath: '(\/[^']+)'/g)])
    .map(([, path = '']) => `/api/v1/admin${path}`)
  return [...ofDashboard, ...described, ...ofAdmins]
}

/** True when `words` is the command, a group of commands, or the command with its arguments. */
function isCommand(words: string, command: string): boolean {
  return command === words || command.startsWith(`${words} `) || words.startsWith(`${command} `)
}

function isTarget(from: string, target: string): boolean {
  const [file = '', anchor] = target.split('#')
  const path = file === '' ? from : normalize(join(dirname(from), file))
  if (!existsSync(join(root, path))) return false
  return anchor === undefined || listAnchors(readDocument(path).text).includes(anchor)
}

describe('the folders of the sources', () => {
  test('have a README if they have more than ten files', () => {
    const counts = new Map<string, number>()
    for (const file of ROOMS.flatMap((room) => listFiles(root, room, /\.\w+$/))) {
      if (!README.test(file)) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1)
    }
    const large = [...counts].filter(([, count]) => count > FILES_WITHOUT_README).map(([folder]) => folder)
    const described = documents.map(({ path }) => dirname(path))
    expect(large.length).toBeGreaterThan(0)
    expect(large.filter((folder) => !described.includes(folder))).toEqual([])
  })
})

describe('docs/errors.md', () => {
  const keys = listTableKeys(readDocument('docs/errors.md').text)

  test.each(AOI_ERROR_CODES)('has a row for %s', (code) => {
    expect(keys).toContain(code)
  })

  test.each(Object.keys(CLOSING))('has a row for %s', (code) => {
    expect(keys).toContain(code)
  })

  test('has no row for a code that does not exist', () => {
    const words = keys.filter((key) => /^[a-z]+[A-Za-z]*$/.test(key))
    expect(words.filter((key) => !AOI_ERROR_CODES.some((code) => code === key))).toEqual([])
  })
})

describe('the variables of server/env.ts', () => {
  const example = [
    ...readFileSync(join(root, '.env.example'), 'utf8').matchAll(/^#? ?([A-Z][A-Z_]+)=/gm),
  ].map(([, name]) => name)

  test('can be found', () => {
    expect(variables).toEqual(expect.arrayContaining(['PORT', 'AOI_DATA_DIR', 'DATABASE_URL']))
  })

  test('equal those of .env.example', () => {
    expect([...example].sort()).toEqual([...variables].sort())
  })

  test('equal those of the table in docs/operations.md', () => {
    const keys = listTableKeys(readDocument('docs/operations.md').text)
    expect(keys.filter((key) => /^[A-Z_]+$/.test(key)).sort()).toEqual([...variables].sort())
  })
})

describe('docs/protocol.md', () => {
  const { text } = readDocument('docs/protocol.md')

  test.each(Object.entries(LIMITS))('has the limit %s with its value: %i', (name, value) => {
    const row = text.split('\n').find((line) => line.startsWith(`| \`${name}\` |`))
    expect(row?.split('|')[2]?.replaceAll(/[ ,]/g, '')).toBe(String(value))
  })

  test('has no limit that does not exist', () => {
    const named = [
      ...text.matchAll(/^\| `([a-z]\w*(?:Bytes|Seconds|Milliseconds|PerMinute|PerSecond))` \|/gm),
    ]
    expect(named.filter(([, name = '']) => !(name in LIMITS))).toEqual([])
  })

  test('names every message type of the protocol', () => {
    const files = ['registration', 'session', 'notification', 'daemon']
    const sources = files.map((name) => readFileSync(join(root, `protocol/${name}.ts`), 'utf8')).join('\n')
    const types = [...sources.matchAll(/messageType: z\.literal\('(\w+)'\)/g)].map(([, type = '']) => type)
    expect(types.length).toBeGreaterThan(10)
    expect(types.filter((type) => !text.includes(type))).toEqual([])
  })
})

describe('the decision records', () => {
  const records = documents.filter(({ path }) => path.startsWith('docs/decisions/'))

  test('have different numbers', () => {
    const numbers = records.map(({ path }) => Number(/\/(\d{3})-[a-z0-9-]+\.md$/.exec(path)?.[1]))
    expect(new Set(numbers).size).toBe(records.length)
    expect(numbers.every((number) => number >= 1)).toBe(true)
  })

  test.each(records)('$path has its four parts in at most 45 lines', ({ text }) => {
    const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)
    expect(headings).toEqual(['Status', 'Context', 'Decision', 'Consequences'])
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(45)
  })
})
