import type { Metadata } from 'next'
import { pageTitles } from '#components/shell/page-titles.ts'
import { showUnseen } from '#components/ui/visible-text.ts'
import type { DashboardPageName } from '#protocol/dashboard/manifest.ts'
import { isAoiError } from '#server/core/errors.ts'
import { findServices, type Services } from '#server/services.ts'
import { findOperator } from './find-operator.ts'
import { readTexts } from './read-texts.ts'

type Props = { params: Promise<{ id: string }> }
type NameThing = (services: Services, id: string) => Promise<string | undefined>

/**
 * Returns the `generateMetadata` of a page about one object: the titles of the page and of the object, only for
 * operators.
 */
export function titleOfThing(page: DashboardPageName, nameThing: NameThing) {
  return async ({ params }: Props): Promise<Metadata> => {
    const [{ id }, texts] = await Promise.all([params, readTexts(pageTitles)])
    const name = await findName(nameThing, id)
    return { title: name === undefined ? texts[page] : `${texts[page]} ${showUnseen(name)}` }
  }
}

async function findName(nameThing: NameThing, id: string): Promise<string | undefined> {
  const services = findServices()
  if (services === undefined || (await findOperator()) === undefined) return undefined
  try {
    return await nameThing(services, decodeURIComponent(id))
  } catch (error) {
    // The page itself says that there is no such object.
    if (isAoiError(error) || error instanceof URIError) return undefined
    throw error
  }
}
