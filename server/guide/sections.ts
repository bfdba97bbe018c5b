import { anchorOf } from './anchor.ts'

/** A part of a page below one heading. `id` is the anchor of the heading; the first part of a page has none. */
export type GuideSection = {
  name: string
  title: string
  heading: string
  id: string | undefined
  text: string
}

const HEADING = /^(#{1,4}) +(.+)$/

/** Splits a page at its headings. Headings in fenced blocks are text. */
export function listSections(name: string, markdown: string): GuideSection[] {
  const sections: GuideSection[] = []
  let title = name
  let isFenced = false
  for (const line of markdown.split('\n')) {
    if (line.trimStart().startsWith('```')) isFenced = !isFenced
    const [, marks, heading = ''] = (isFenced ? undefined : HEADING.exec(line)) ?? []
    if (marks === undefined) {
      const last = sections.at(-1)
      if (last !== undefined) last.text += `${line}\n`
      continue
    }
    const plain = plainText(heading)
    if (marks.length === 1) title = plain
    const id = marks.length === 1 ? undefined : anchorOf(heading)
    sections.push({ name, title, heading: plain, id, text: '' })
  }
  return sections.map((section) => ({ ...section, text: plainText(section.text) }))
}

/** Removes the marks of Markdown that a reader does not see. */
export function plainText(markdown: string): string {
  return markdown
    .replaceAll(/^ *```\w*$/gm, '')
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/^\|[-| :]+\|$/gm, '')
    .replaceAll(/[`*]/g, '')
    .replaceAll('|', ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
}
