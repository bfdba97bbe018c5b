/** The device platform by which the inbox of this server registers its AOI Client. */
export const INBOX_PLATFORM = 'inbox'
