const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz'
const BASE = BigInt(DIGITS.length)
const RECEIPT = /^[0-9a-z]{30}$/
const ID_MAX = 1n << 128n

/** Returns the receipt of a notification: 30 characters, as Pushover's clients expect. It is the id in another form. */
export function receiptOf(notificationId: string): string {
  return BigInt(`0x${notificationId.replaceAll('-', '')}`)
    .toString(DIGITS.length)
    .padStart(30, '0')
}

/** Returns the id of the notification with this receipt; undefined if no notification can have it. */
export function findNotificationId(receipt: string): string | undefined {
  if (!RECEIPT.test(receipt)) return undefined
  let value = 0n
  for (const digit of receipt) value = value * BASE + BigInt(DIGITS.indexOf(digit))
  if (value >= ID_MAX) return undefined
  return value
    .toString(16)
    .padStart(32, '0')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
