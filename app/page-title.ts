import type { Metadata } from 'next'
import { pageTitles } from '#components/shell/page-titles.ts'
import type { DashboardPageName } from '#protocol/dashboard/manifest.ts'
import { readTexts } from './read-texts.ts'

/** A page's `generateMetadata`: its title in the language of whoever asks for it. */
export function titleOf(page: DashboardPageName): () => Promise<Metadata> {
  return async () => ({ title: (await readTexts(pageTitles))[page] })
}
