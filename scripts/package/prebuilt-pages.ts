import { createHash } from 'node:crypto'
import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A folder that no machine has: Next records the folder of the build, and reads nothing there. */
const NEUTRAL_FOLDER = '/aoi-server'
/** Names under which Next's build imports packages from outside: `pino-28069d5257187539`. */
const ALIAS = /(["'`])((?:@[\w.-]+\/)?[\w.-]+)-[0-9a-f]{16}(?=["'`/])/g
const TEXT = /\.(?:js|json|html|rsc|map)$/

/**
 * Copies the built pages that `next build` has traced (`.next/standalone` and `.next/static`), and replaces the parts
 * that differ from build to build: folders and random keys. Next resolves packages by links in `.next/node_modules`,
 * which no npm package can contain, so the pages import them by their names.
 */
export function copyPages({ root, target }: { root: string; target: string }): void {
  const built = join(root, '.next/standalone/.next')
  const linked = join(built, 'node_modules')
  const aliases = new Set(listLinks(linked))
  cpSync(built, join(target, '.next'), { recursive: true, filter: (path) => path !== linked })
  cpSync(join(root, '.next/static'), join(target, '.next/static'), { recursive: true })
  const keys = readKeys(built)
  for (const path of readdirSync(join(target, '.next'), { recursive: true, encoding: 'utf8' })) {
    const file = join(target, '.next', path)
    if (!TEXT.test(path) || !statSync(file).isFile()) continue
    const text = readFileSync(file, 'utf8')
    const neutral = neutralise(text, { root, keys, aliases })
    if (neutral !== text) writeFileSync(file, neutral)
  }
}

type Different = { root: string; keys: readonly string[]; aliases: ReadonlySet<string> }

function neutralise(text: string, { root, keys, aliases }: Different): string {
  const folder = root.replace(/\/$/, '')
  let neutral = text
    .replaceAll(folder, NEUTRAL_FOLDER)
    .replaceAll(ALIAS, (whole, quote: string, name: string) =>
      aliases.has(whole.slice(1)) ? `${quote}${name}` : whole,
    )
  for (const [index, key] of keys.entries()) neutral = neutral.replaceAll(key, publicKey(key, index))
  return neutral
}

/**
 * Returns the random keys of this build. They sign previews and encrypt Server Actions. The pages have neither, and the
 * server drops the headers that use them (server/page-headers.ts), so the package may have keys that everybody knows.
 */
function readKeys(built: string): string[] {
  const preview = readJson(join(built, 'server/preview-props.json'))
  const actions = readJson(join(built, 'server/server-reference-manifest.json'))
  const keys = [...Object.values(preview), actions.encryptionKey].filter((key) => typeof key === 'string')
  if (keys.length !== 4) throw new Error('the build of Next keeps its keys elsewhere: see prebuilt-pages.ts')
  return keys
}

/** Returns a key of the same form that is the same in every build. */
function publicKey(key: string, index: number): string {
  const hash = createHash('sha256').update(`aoi-server ${index}`)
  return /^[0-9a-f]+$/.test(key) ? hash.digest('hex').slice(0, key.length) : hash.digest('base64')
}

/** Lists the names of the links in `folder`, with their scopes. */
function listLinks(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isSymbolicLink()
      ? [entry.name]
      : readdirSync(join(folder, entry.name)).map((name) => `${entry.name}/${name}`),
  )
}

function readJson(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
}
