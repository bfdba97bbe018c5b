/** Types of senders that bring none: only the parts that the tests use. */
declare module 'node-pushnotifications' {
  type Result = { failure: number; message: { error: Error | null }[] }
  class PushNotifications {
    constructor(settings: { web: object })
    send(subscriptions: object[], data: object): Promise<Result[]>
  }

  export = PushNotifications
}

declare module 'webpush-webcrypto' {
  type Keys = { publicKey: string; privateKey: string }

  export function setWebCrypto(crypto: Crypto): void
  export const ApplicationServerKeys: { fromJSON(keys: Keys): Promise<object> }
  export function generatePushHTTPRequest(options: {
    applicationServerKeys: object
    payload: string
    target: object
    adminContact: string
    ttl: number
  }): Promise<{ endpoint: string; headers: Record<string, string>; body: ArrayBuffer }>
}
