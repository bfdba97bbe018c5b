import type { GuidePage } from '#protocol/dashboard/guide.ts'
import type { DocsTexts } from './texts.ts'

type Props = { page: GuidePage; t: DocsTexts }

/** One page of the guide. It needs no script. */
export function GuidePageView({ page, t }: Props) {
  const { title, html, headings } = page
  return (
    <>
      <p className="text-small">
        <a href="/docs" className="inline-flex min-h-6 items-center text-accent underline underline-offset-2">
          {t.guide}
        </a>
      </p>
      <h1 lang="en" className="mt-1 font-semibold text-title tracking-tight">
        {title}
      </h1>
      {headings.length < 2 ? null : (
        <nav aria-label={t.onPage} className="mt-3 rounded-panel border border-line bg-surface p-4">
          <ul lang="en" className="grid gap-x-6 sm:grid-cols-2 lg:grid-cols-3">
            {headings.map(({ id, text }) => (
              <li key={id}>
                <a href={`#${id}`} className="inline-flex min-h-6 items-center hover:underline">
                  {text}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
      <article
        lang="en"
        className="guide mt-4 max-w-4xl"
        // biome-ignore lint/security/noDangerouslySetInnerHtml: rendered from the product's own documents, with all markup escaped
        dangerouslySetInnerHTML={{ __html: html }}
      />
    </>
  )
}
