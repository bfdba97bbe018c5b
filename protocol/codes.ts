/** Registration codes: the four that the OMA text and `docs/protocol.md` section 1 allow on every transport. */
export const REGISTRATION_DESC = {
  '200': 'OK',
  '400': 'Bad Request',
  '401': 'Unauthorized',
  '503': 'Service Unavailable',
} as const

export type RegistrationCode = keyof typeof REGISTRATION_DESC
export type RegistrationErrorCode = Exclude<RegistrationCode, '200'>

/** Codes of AOI-3 (`docs/protocol.md` section 5); the HTTP status equals the number. */
export const NOTIFICATION_DESC = {
  '200': 'OK',
  '400': 'Bad Request',
  '401': 'Unauthorized',
  '403': 'Forbidden',
  '404': 'Not Found',
  '409': 'Conflict',
  '413': 'Payload Too Large',
  '422': 'Unprocessable Content',
  '429': 'Too Many Requests',
  '500': 'Internal Server Error',
  '503': 'Service Unavailable',
} as const

export type NotificationCode = keyof typeof NOTIFICATION_DESC
export type NotificationErrorCode = Exclude<NotificationCode, '200'>

/** Reasons why the server closes an AOI-2 session (`aoiClosing`), and whether the AOI Client reconnects. */
export const CLOSING = {
  4401: { reason: 'credential revoked', reconnect: false },
  4408: { reason: 'too slow', reconnect: true },
  4409: { reason: 'connected elsewhere', reconnect: false },
  4429: { reason: 'too many messages', reconnect: true },
  4503: { reason: 'draining', reconnect: true },
} as const

export type ClosingCode = keyof typeof CLOSING
