/** Urgencies of a notification, from the lowest to the highest (RFC 8030, 5.3). */
export const URGENCIES = ['very-low', 'low', 'normal', 'high'] as const
