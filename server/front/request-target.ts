import type { IncomingMessage } from 'node:http'

export type TargetFault = { status: 400; desc: string }

const ABSOLUTE = /^https?:\/\/([^/?#]*)([^#]*)$/is
/** A host with an optional port: no user name, no list, no blank. */
const AUTHORITY = /^(?:\[[0-9a-f:.]+\]|[a-z0-9._~!$&'()*+;=%-]+)(?::\d{0,5})?$/i
const UNKNOWN: TargetFault = { status: 400, desc: 'the request target is not valid' }

/**
 * Brings the request target into origin form (RFC 9112, 3.2). Returns the fault if it is not valid. The host of an
 * absolute form replaces `Host`. `docs/http.md` has the table of rules.
 */
export function readTarget(request: IncomingMessage): TargetFault | undefined {
  if (hasSeveralHosts(request)) return { status: 400, desc: 'the request must name exactly one Host' }
  const target = request.url ?? ''
  if (target === '*')
    return request.method === 'OPTIONS'
      ? undefined
      : { status: 400, desc: 'the request target * is allowed only with OPTIONS' }
  if (!target.startsWith('/')) {
    const absolute = ABSOLUTE.exec(target)
    return absolute === null ? UNKNOWN : takeAbsolute(request, absolute)
  }
  if (target.includes('#')) return UNKNOWN
  return isDecodable(target) ? undefined : { status: 400, desc: 'the path must be percent-encoded UTF-8' }
}

function takeAbsolute(
  request: IncomingMessage,
  [, authority = '', rest = '']: RegExpExecArray,
): TargetFault | undefined {
  if (!AUTHORITY.test(authority)) return UNKNOWN
  request.headers.host = authority
  request.url = rest.startsWith('/') ? rest : `/${rest}`
  return readTarget(request)
}

/** Node keeps only the first `Host`, but a proxy in front may have used the other one. */
function hasSeveralHosts({ rawHeaders }: IncomingMessage): boolean {
  let hosts = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts += 1
  }
  return hosts > 1
}

/** Checks only the path. The reader of the query takes undecodable parts as they are. */
function isDecodable(target: string): boolean {
  if (!target.includes('%')) return true
  const [path = ''] = target.split('?', 1)
  try {
    return !decodeURIComponent(path).includes('\0')
  } catch {
    return false
  }
}
