import { Marked, type RendererObject } from 'marked'
import type { GuideEntry, GuidePage } from '#protocol/dashboard/guide.ts'
import { anchorOf } from './anchor.ts'
import { plainText } from './sections.ts'

/** The text of a page, and the pages that it may link to. */
type Source = { text: string; names: ReadonlyMap<string, string> }

/** Reads the title and the first sentence of a page. */
export function describePage(name: string, text: string): GuideEntry {
  const [, heading = name] = /^# +(.+)$/m.exec(text) ?? []
  const paragraph = text.split(/\n{2,}/).find((part) => /^[\p{L}*`[]/u.test(part)) ?? ''
  const [summary = ''] = plainText(paragraph).split(/(?<=[.:]) /)
  return { name, title: plainText(heading), summary }
}

/** Renders a page of the guide. Markup in the text is shown as text. */
export function renderPage(name: string, { text, names }: Source): GuidePage {
  const headings: { id: string; text: string }[] = []
  const marked = new Marked({ gfm: true, renderer: rendererOf({ names, headings }) })
  // The page has the title in its frame.
  const html = marked.parse(text.replace(/^# .+\n/, ''), { async: false })
  return { ...describePage(name, text), html, headings }
}

function rendererOf({
  names,
  headings,
}: Pick<Source, 'names'> & { headings: { id: string; text: string }[] }): RendererObject {
  return {
    heading({ tokens, depth, text }) {
      const id = anchorOf(text)
      if (depth === 2) headings.push({ id, text: plainText(text) })
      return `<h${depth} id="${escapeHtml(id)}">${this.parser.parseInline(tokens)}</h${depth}>\n`
    },
    link({ href, tokens }) {
      const target = targetOf(href, names)
      const content = this.parser.parseInline(tokens)
      return target === undefined ? content : `<a href="${escapeHtml(target)}">${content}</a>`
    },
    // Pictures are for readers of the repository.
    image: ({ text }) => escapeHtml(text),
    code: ({ text }) => `<pre tabindex="0"><code>${escapeHtml(text)}</code></pre>\n`,
    table(token) {
      const head = row(
        token.header.map((cell) => `<th scope="col">${this.parser.parseInline(cell.tokens)}</th>`),
      )
      const body = token.rows.map((cells) =>
        row(cells.map((cell) => `<td>${this.parser.parseInline(cell.tokens)}</td>`)),
      )
      return `<div tabindex="0"><table><thead>${head}</thead><tbody>${body.join('')}</tbody></table></div>\n`
    },
    html: ({ text }) => escapeHtml(text),
  }
}

function row(cells: readonly string[]): string {
  return `<tr>${cells.join('')}</tr>`
}

/** Links to other pages stay; links to the files of the repository become text. */
function targetOf(href: string, names: ReadonlyMap<string, string>): string | undefined {
  if (/^(?:https?:\/\/|#)/.test(href)) return href
  const [, name = '', anchor = ''] = /^([\w-]+)\.md(#.*)?$/.exec(href) ?? []
  return names.has(name) ? `/docs/${name}${anchor}` : undefined
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
