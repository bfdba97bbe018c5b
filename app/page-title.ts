import type { Metadata } from 'next'
import { pageTitles } from '#components/shell/page-titles.ts'
import type { DashboardPageName } from '#protocol/dashboard/manifest.ts'
import { readTexts } from './read-texts.ts'

/** Returns a page's `generateMetadata`: its title in the reader's language. */
export function titleOf(page: DashboardPageName): () => Promise<Metadata> {
  return async () => ({ title: (await readTexts(pageTitles))[page] })
}
