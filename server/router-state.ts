import type { IncomingMessage } from 'node:http'

/** Throws if the header is no state of Next's router. */
type Parse = (header: string | undefined) => unknown

const HEADER = 'next-router-state-tree'

/**
 * Returns a check for the header by which Next's router asks for a part of a page. Next answers 500 to a header that it
 * cannot read, so its own parser is asked before.
 */
export async function openRouterStateCheck(): Promise<(request: IncomingMessage) => string | undefined> {
  const { parseAndValidateFlightRouterState } = await import(
    'next/dist/server/app-render/parse-and-validate-flight-router-state.js'
  )
  const parse: Parse = parseAndValidateFlightRouterState
  return ({ headers }) => {
    const header = headers[HEADER]
    if (header === undefined) return undefined
    try {
      parse(String(header))
      return undefined
    } catch {
      return 'Next-Router-State-Tree: must be a state of the router of these pages'
    }
  }
}
