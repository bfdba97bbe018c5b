import { randomBytes } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { REQUEST_ID_HEADER, requestIdOf } from './http/request-id.ts'

const NONCE_BYTES = 16
const HSTS_SECONDS = 31_536_000
/** The inbox scans join links. */
const CAMERA_PAGES = /^\/inbox(?:\/|$|\?)/
/** Pages that run an AOI Client: its Argon2id is WebAssembly. */
const CLIENT_PAGES = /^\/(?:start|demo|inbox)(?:\/|$|\?)/
/** The forms that pages submit: the theme and the language. */
const FORMS = /^\/(?:theme|language)\?/

/**
 * The request's target as the browser sent it. Pages need its query, which Next hides from their layouts and guards.
 */
const TARGET_HEADER = 'x-aoi-target'

/** Headers by which Next lets the holder of its build's keys renew pages. Everybody knows the keys of a package. */
const NEXT_KEY_HEADERS = [
  'x-prerender-revalidate',
  'x-prerender-revalidate-if-generated',
  'x-next-revalidated-tags',
  'x-next-revalidate-tag-token',
]
/** Cookies that turn on Next's previews, with a key of the build. */
const PREVIEW_COOKIES = /^ *(?:__prerender_bypass|__next_preview_data)=/

type PageDoor = {
  isOwnHost: (host: string | undefined) => boolean
  /** True for `https`: browsers are told to keep using it. */
  isSecure: () => boolean
  dev: boolean
}

/**
 * Guards the pages. They are served only under the server's own names, and only for reading, since there are no Server
 * Actions. The image optimizer is closed, since there are no images to scale. Headers keep a page from running or
 * embedding foreign content. Next reads the nonce for its scripts from the policy in the request, and the request id
 * from its header.
 */
export function guardPages(pages: RequestListener, door: PageDoor): RequestListener {
  return (request, response) => {
    dropNextKeys(request)
    setHeaders(request, response, door)
    if (!door.isOwnHost(request.headers.host)) {
      const text = 'This server does not have that name; its operator can allow it (AOI_ALLOWED_HOSTS).\n'
      return refuse(response, { status: 421, text })
    }
    if (request.url?.startsWith('/_next/image') === true)
      return refuse(response, { status: 404, text: 'Not Found\n' })
    const isForm = request.method === 'POST' && FORMS.test(request.url ?? '')
    if (request.method !== 'GET' && request.method !== 'HEAD' && !isForm) {
      response.setHeader('allow', 'GET, HEAD')
      return refuse(response, { status: 405, text: 'Pages allow only GET.\n' })
    }
    pages(request, response)
  }
}

function dropNextKeys({ headers }: IncomingMessage): void {
  for (const name of NEXT_KEY_HEADERS) delete headers[name]
  if (headers.cookie === undefined) return
  const kept = headers.cookie.split(';').filter((cookie) => !PREVIEW_COOKIES.test(cookie))
  headers.cookie = kept.join(';').trimStart()
}

function setHeaders(request: IncomingMessage, response: ServerResponse, door: PageDoor): void {
  const nonce = randomBytes(NONCE_BYTES).toString('base64')
  const policy = contentSecurityPolicy({ nonce, url: request.url ?? '/', host: request.headers.host, door })
  request.headers['content-security-policy'] = policy
  request.headers[REQUEST_ID_HEADER] = requestIdOf(request)
  request.headers[TARGET_HEADER] = request.url ?? '/'
  response.setHeader('content-security-policy', policy)
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('referrer-policy', 'same-origin')
  response.setHeader('cross-origin-opener-policy', 'same-origin')
  response.setHeader('cross-origin-resource-policy', 'same-origin')
  response.setHeader('x-frame-options', 'DENY')
  const camera = CAMERA_PAGES.test(request.url ?? '/') ? '(self)' : '()'
  response.setHeader(
    'permissions-policy',
    `camera=${camera}, geolocation=(), microphone=(), payment=(), usb=()`,
  )
  if (door.isSecure()) response.setHeader('strict-transport-security', `max-age=${HSTS_SECONDS}`)
}

function contentSecurityPolicy(input: {
  nonce: string
  url: string
  host: string | undefined
  door: PageDoor
}): string {
  const { nonce, url, host = 'localhost', door } = input
  // The development server sends its updates as code to evaluate.
  const wasm = door.dev ? " 'unsafe-eval'" : CLIENT_PAGES.test(url) ? " 'wasm-unsafe-eval'" : ''
  const socket = /^[\w.:[\]-]+$/.test(host) ? ` ${door.isSecure() ? 'wss' : 'ws'}://${host}` : ''
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'${wasm}`,
    `style-src 'self' ${door.dev ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "img-src 'self' data: blob:",
    `connect-src 'self'${socket}`,
    "font-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self' blob:",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ')
}

function refuse(response: ServerResponse, { status, text }: { status: number; text: string }): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' }).end(text)
}
