/**
 * Header of the dashboard's answers: when the server answered, Unix ms. Pages tell ages by it. It has a file of its own
 * because every page reads it at once, and the schemas of the feed bring the validator along.
 */
export const SERVER_TIME_HEADER = 'aoi-server-time'
