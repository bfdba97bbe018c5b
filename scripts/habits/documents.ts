import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { anchorOf } from '../../server/guide/anchor.ts'
import { listFiles, README, ROOMS } from './plain-english.ts'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** A Markdown file of the repository. `path` is relative to the root. */
export type MarkdownDocument = { path: string; text: string }

/** Lists every document: those in the root, those below `docs/`, and the README of each room, at any depth. */
export function listDocuments(): MarkdownDocument[] {
  const rooms = ROOMS.flatMap((room) => listFiles(root, room, README))
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map(
    (path) => `docs/${path}`,
  )
  const tops = readdirSync(root)
  return [...new Set([...tops, ...docs, ...rooms])]
    .filter((path) => path.endsWith('.md'))
    .sort()
    .map(readDocument)
}

/** Reads one document. `path` is relative to the root. */
export function readDocument(path: string): MarkdownDocument {
  return { path, text: readFileSync(join(root, path), 'utf8') }
}

/** Returns the text between backticks within a line, without fenced blocks. */
export function listCodeSpans(text: string): string[] {
  return [...withoutFences(text).matchAll(/(?<!`)`([^`\n]+)`(?!`)/g)].map(([, code = '']) => code)
}

/** Returns the targets of `[text](target)`, without fenced blocks and code spans. */
export function listLinks(text: string): string[] {
  const prose = withoutFences(text).replaceAll(/`[^`\n]*`/g, '')
  return [...prose.matchAll(/\]\(([^()\s]+)\)/g)].map(([, target = '']) => target)
}

/** Returns the anchors of the headings, as GitHub makes them. */
export function listAnchors(text: string): string[] {
  return [...withoutFences(text).matchAll(/^#{1,6} +(.+)$/gm)].map(([, heading = '']) => anchorOf(heading))
}

/** Returns the code spans that are paths: they begin with one of our rooms, or name a file in the root. */
export function listNamedPaths(text: string): string[] {
  return listCodeSpans(text)
    .filter((code) =>
      /^(\.ci|app|bench|client|components|docs|e2e|prisma|protocol|scripts|server)\/[\w./[\]{},*-]*$/.test(
        code,
      ),
    )
    .concat(
      listCodeSpans(text).filter((code) =>
        /^\.?[\w-]+(\.config)?\.(json|js|tsx?|mjs|md|example)$/.test(code),
      ),
    )
    .filter((path) => !/(^|\/)dist\//.test(path))
}

/** True when the path exists. `*` and `{a,b}` stand for names, as in a shell. */
export function isPath(path: string): boolean {
  const alternatives = /^(.*)\{([^}]+)\}(.*)$/.exec(path)
  if (alternatives !== null) {
    const [, before = '', names = '', after = ''] = alternatives
    return names.split(',').every((name) => isPath(`${before}${name}${after}`))
  }
  if (!path.includes('*')) return existsSync(join(root, path))
  const folder = path.slice(0, path.lastIndexOf('/', path.indexOf('*')) + 1)
  const pattern = new RegExp(`^${path.slice(folder.length).replaceAll('.', '\\.').replaceAll('*', '.*')}$`)
  return existsSync(join(root, folder)) && readdirSync(join(root, folder)).some((name) => pattern.test(name))
}

/** Returns the first cells of a table's rows that are code, as in `| `name` | … |`. */
export function listTableKeys(text: string): string[] {
  return [...text.matchAll(/^\| *`([^`]+)` *\|/gm)].map(([, key = '']) => key)
}

function withoutFences(text: string): string {
  return text.replaceAll(/^ *```[\s\S]*?^ *```$/gm, '')
}
