/**
 * Loads the page `/setup` with every script and style that it names. Returns the status of each, the page's first.
 */
export async function loadSetupPage(url: string): Promise<number[]> {
  const page = await fetch(`${url}/setup`)
  const assets = [...(await page.text()).matchAll(/"(\/_next\/static\/[^"\\]+)"/g)].map(([, path]) => path)
  const statuses = [page.status]
  for (const path of new Set(assets)) statuses.push((await fetch(url + path)).status)
  return statuses
}
