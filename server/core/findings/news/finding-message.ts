import { DISPLAY_MARK } from '#protocol/display.ts'
import { FINDING_EFFECTS, FINDING_TITLES, FINDING_WORDS, writeTitle } from '#protocol/finding-texts.ts'
import type { Finding } from '../finding-store.ts'
import type { NewsReader } from './news-store.ts'

type News = { finding: Finding; isOpen: boolean; language: NewsReader['language']; dashboardUrl: string }

/** Returns the news about a finding in words: a title, the text, and the page of the finding. */
export function describeNews({ finding, isOpen, language, dashboardUrl }: News) {
  const { id, kind, count, detail } = finding
  const text = writeTitle(FINDING_TITLES[language][kind], String(count))
  const words = FINDING_WORDS[language]
  return {
    title: isOpen ? text : words.resolved(text),
    body: [detail, isOpen ? FINDING_EFFECTS[language][kind] : undefined].filter(Boolean).join('\n'),
    navigate: `${dashboardUrl}/findings?id=${id}`,
    open: words.open,
  }
}

/** Returns the payload of the news for the inbox. The later news replaces the earlier one on the screen. */
export function makePayload(news: News): string {
  const { title, body, navigate, open } = describeNews(news)
  const { id, since } = news.finding
  return JSON.stringify({
    web_push: DISPLAY_MARK,
    notification: {
      ...{ title, body, navigate, tag: id, lang: news.language, timestamp: since },
      ...(!news.isOpen && { silent: true }),
      actions: [{ action: 'open', title: open, navigate }],
    },
  })
}
