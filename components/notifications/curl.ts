type Sent = { payload: string; ttlSeconds: number; urgency: string; topic?: string | undefined }

/**
 * The command that sends the same again, for a POSIX shell with `AOI_API_KEY` and `CLIENT_APP_TOKEN` set: neither the
 * key nor the token is known here. `payload` is JSON text.
 */
export function curlOf(origin: string, { payload, ttlSeconds, urgency, topic }: Sent): string {
  const rest = JSON.stringify({ ttl: ttlSeconds, urgency, ...(topic === undefined ? {} : { topic }) })
  const body = `{"messageType":"notificationReq","payload":${payload},${rest.slice(1, -1)},"clientAppToken":"`
  return [
    `curl ${quote(`${origin}/api/v1/notifications`)}`,
    '-H "Authorization: Bearer $AOI_API_KEY"',
    "-H 'content-type: application/json'",
    `--data-raw ${quote(body)}"$CLIENT_APP_TOKEN"${quote('"}')}`,
  ].join(' ')
}

/** One word of a POSIX shell, whatever is in it. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
