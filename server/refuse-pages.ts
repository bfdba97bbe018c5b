import type { RequestListener } from 'node:http'

const RETRY_AFTER_SECONDS = 5
/** Assets need no database, so pages that are already in the browser go on working. */
const ASSETS = '/_next/'

/** Answers the pages with 503 while the database is lost: each page reads its operator from it. */
export function refusePages(pages: RequestListener, findOutage: () => string | undefined): RequestListener {
  return (request, response) => {
    const reason = findOutage()
    if (reason === undefined || request.url?.startsWith(ASSETS)) return pages(request, response)
    const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }
    response.writeHead(503, { ...headers, 'retry-after': String(RETRY_AFTER_SECONDS) })
    response.end(
      request.method === 'HEAD'
        ? undefined
        : `The AOI Server cannot use its database: ${reason}. It will continue without a restart when the database is back.\n`,
    )
  }
}
