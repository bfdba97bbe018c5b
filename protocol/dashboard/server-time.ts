/**
 * Header with the time of the server's answer, Unix ms. Pages compute ages from it. It has its own file because every
 * page loads it at once, and the schemas of the feed would load the validator too.
 */
export const SERVER_TIME_HEADER = 'aoi-server-time'
