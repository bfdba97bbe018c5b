/** Path of Mozilla's push socket, through which stock browsers act as AOI Clients (`docs/mozilla-push.md`). */
export const PUSH_SOCKET_PATH = '/autopush/v1'
