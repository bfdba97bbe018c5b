import { findServices } from '#server/services.ts'

/** Returns the list of the guide's pages, and the sections that have the words of `text`. */
export async function findGuide(text: string) {
  const guide = findServices()?.guide
  const [groups = [], hits = []] = await Promise.all([guide?.list(), guide?.search(text)])
  return { groups, hits }
}

/** Returns a page of the guide; `undefined` if there is none of this name. */
export function findGuidePage(name: string) {
  return findServices()?.guide.find(name)
}
