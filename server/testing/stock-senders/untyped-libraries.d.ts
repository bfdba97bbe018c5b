/** Types of a sender that brings none: only the parts that the tests use. */
declare module 'pushover-notifications' {
  type Message = { title: string; message: string }
  class Pushover {
    constructor(options: {
      user: string
      token: string
      httpOptions: object
      onerror: (text: string) => void
    })
    send(message: Message, callback: (error: Error | undefined, answer: string) => void): void
  }

  export = Pushover
}
