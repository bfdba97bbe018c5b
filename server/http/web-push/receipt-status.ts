import type { Receipt } from '#server/core/web-push/push-receipts.ts'

/** The status of an answer, or of an event of the stream, for each receipt (RFC 8030, 6.3). */
export const RECEIPT_STATUS: Record<Receipt, 204 | 410> = { received: 204, gone: 410 }
