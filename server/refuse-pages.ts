import type { RequestListener } from 'node:http'

const RETRY_AFTER_SECONDS = 5
/** What the browser has of the pages already works without a database. */
const ASSETS = '/_next/'

/** Answers 503 in place of the pages while the database is lost: each of them reads who its operator is. */
export function refusePages(pages: RequestListener, findOutage: () => string | undefined): RequestListener {
  return (request, response) => {
    const reason = findOutage()
    if (reason === undefined || request.url?.startsWith(ASSETS)) return pages(request, response)
    const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }
    response.writeHead(503, { ...headers, 'retry-after': String(RETRY_AFTER_SECONDS) })
    response.end(
      request.method === 'HEAD'
        ? undefined
        : `The AOI Server cannot use its database: ${reason}. It comes back by itself.\n`,
    )
  }
}
