/** Requests that the server refuses make no announcement, so pages that wait for them read regularly. */
export const HOOK_READ_MILLISECONDS = 2000
