/** Values of the examples in the API's description. None of them is valid on any server. */
export const EXAMPLES = {
  aoiClientId: 'ac_3q2-7wAAAAAAAAAAAAAAAA',
  aoiClientSecret: 'c2VjcmV0LXNob3duLW9uY2UtYW5kLW5ldmVyLWFnYWk',
  clientAppToken: 'g1dG9rZW4tb2YtdGhlLWV4YW1wbGUtbm90LWEtcmVhbC0',
  applicationName: 'com.example.chat',
  notificationId: '019a0d5e-7c00-7000-8000-000000000000',
  acceptedAt: '2026-11-23T09:00:00.000Z',
  expiresAt: '2026-11-24T09:00:00.000Z',
  serverUrl: 'https://aoi.example.com',
} as const
