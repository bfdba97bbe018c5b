import { LIMITS } from '#protocol'
import type { GuideEntry, GuideGroup, GuideHit } from '#protocol/dashboard/guide.ts'
import type { DocsTexts } from './texts.ts'

type Props = {
  groups: readonly { group: GuideGroup; pages: readonly GuideEntry[] }[]
  /** The text of the search; empty without one. */
  text: string
  hits: readonly GuideHit[]
  t: DocsTexts
}

/** The list of the guide's pages, with a search. It needs no script. */
export function GuideView({ groups, text, hits, t }: Props) {
  return (
    <>
      <h1 className="font-semibold text-title tracking-tight">{t.guide}</h1>
      <p className="mt-1 max-w-3xl text-muted">
        {t.about} {t.inEnglish}
      </p>
      <form action="/docs" className="mt-4 flex max-w-xl flex-wrap gap-2">
        <input
          type="search"
          name="q"
          defaultValue={text}
          maxLength={LIMITS.guideSearchCharacters}
          aria-label={t.search}
          placeholder={t.search}
          className="min-h-9 min-w-0 flex-1 rounded-control border border-edge bg-surface px-3"
        />
        <button
          type="submit"
          className="min-h-9 rounded-control border border-edge bg-surface px-3 font-medium hover:bg-sunken"
        >
          {t.find}
        </button>
      </form>
      {text.trim() === '' ? null : <Hits hits={hits} t={t} />}
      {groups.length === 0 ? <p className="mt-4">{t.none}</p> : null}
      <div className="mt-2 grid gap-x-8 lg:grid-cols-2">
        {groups.map(({ group, pages }) => (
          <section key={group} aria-labelledby={`group-${group}`} className="mt-4">
            <h2 id={`group-${group}`} className="font-semibold">
              {t[group]}
            </h2>
            <ul className="mt-1 grid gap-2">
              {group === 'reference' ? (
                <Entry href="/docs/api" title={t.title} summary={t.referenceIs} lang={undefined} />
              ) : null}
              {pages.map(({ name, title, summary }) => (
                <Entry key={name} href={`/docs/${name}`} title={title} summary={summary} lang="en" />
              ))}
            </ul>
          </section>
        ))}
      </div>
    </>
  )
}

type EntryProps = { href: string; title: string; summary: string; lang: 'en' | undefined }

function Entry({ href, title, summary, lang }: EntryProps) {
  return (
    <li lang={lang}>
      <a
        href={href}
        className="inline-flex min-h-6 items-center font-medium text-accent underline underline-offset-2"
      >
        {title}
      </a>
      <p className="text-muted text-small">{summary}</p>
    </li>
  )
}

function Hits({ hits, t }: Pick<Props, 'hits' | 't'>) {
  if (hits.length === 0)
    return (
      <p role="status" className="mt-4">
        {t.nothing}
      </p>
    )
  return (
    <section aria-labelledby="hits" className="mt-4 rounded-panel border border-line bg-surface p-4">
      <h2 id="hits" className="font-semibold">
        {t.found(String(hits.length))}
      </h2>
      <ul lang="en" className="mt-2 grid gap-3">
        {hits.map(({ name, title, heading, id, excerpt }) => (
          <li key={`${name}#${id ?? ''}`}>
            <a
              href={`/docs/${name}${id === undefined ? '' : `#${id}`}`}
              className="inline-flex min-h-6 items-center font-medium text-accent underline underline-offset-2"
            >
              {heading === title ? title : `${title}: ${heading}`}
            </a>
            <p className="text-muted text-small wrap-anywhere">{excerpt}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}
