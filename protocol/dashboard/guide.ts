/** The groups of the guide's pages. */
export type GuideGroup = 'tasks' | 'parts' | 'reference'

/** A page of the guide in a list. `summary` is its first sentence. */
export type GuideEntry = { name: string; title: string; summary: string }

/** A page of the guide. `html` is safe to show; `headings` are those of the second level. */
export type GuidePage = GuideEntry & { html: string; headings: readonly { id: string; text: string }[] }

/**
 * A section of the guide that has the words of a search. `id` is the anchor of its heading; the beginning of a page has
 * none. `excerpt` is the text around the first of the words.
 */
export type GuideHit = {
  name: string
  title: string
  heading: string
  id: string | undefined
  excerpt: string
}
