import { headers } from 'next/headers'

/** Set by the server in front of Next (`server/page-headers.ts`), whatever the request says. */
const TARGET_HEADER = 'x-aoi-target'
const OWN = 'http://own.invalid'

/** Returns the path that the browser requested, without Next's own parameters; `undefined` if Next runs alone. */
export async function readTarget(): Promise<{ pathname: string; search: string } | undefined> {
  const target = (await headers()).get(TARGET_HEADER)
  if (target === null || !URL.canParse(target, OWN)) return undefined
  const { pathname, searchParams } = new URL(target, OWN)
  searchParams.delete('_rsc')
  const query = searchParams.toString()
  return { pathname, search: query === '' ? '' : `?${query}` }
}

/** True for the inbox, which belongs to a person without an account: it reads no cookie of the dashboard. */
export async function isInbox(): Promise<boolean> {
  return /^\/inbox(?:\/|$)/.test((await readTarget())?.pathname ?? '')
}
