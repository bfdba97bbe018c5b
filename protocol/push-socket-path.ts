/** Mozilla's push socket, by which stock browsers are AOI Clients (`docs/mozilla-push.md`). */
export const PUSH_SOCKET_PATH = '/autopush/v1'
