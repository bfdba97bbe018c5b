export type FirstNotification = { clientAppToken: string; payload: string }

/** The request's JSON: the same for the button and for the command on the page. */
export function notificationBody(notification: FirstNotification): string {
  return JSON.stringify({ messageType: 'notificationReq', ...notification })
}

/** A command for a shell that sends the same request. */
export function curlCommand({
  publicUrl,
  key,
  body,
}: {
  publicUrl: string
  key: string
  body: string
}): string {
  return `curl -X POST ${publicUrl}/api/v1/notifications -H 'Authorization: Bearer ${key}' -H 'Content-Type: application/json' -d '${body.replaceAll("'", "'\\''")}'`
}
