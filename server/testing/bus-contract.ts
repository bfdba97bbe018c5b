import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Bus } from '#server/core/bus.ts'

/** A network of nodes that one kind of bus connects. */
export type BusNetwork = { join(): Promise<Bus>; remove(): Promise<void> }

const WAIT = { timeout: 10_000, interval: 10 }

/** Runs the contract of every bus. */
export function runBusContract({ name, open }: { name: string; open: () => Promise<BusNetwork> }): void {
  describe(`the Bus contract on ${name}`, () => {
    let network: BusNetwork
    const buses: Bus[] = []
    beforeAll(async () => {
      network = await open()
    })
    afterEach(async () => {
      for (const bus of buses.splice(0)) await bus.close()
    })
    afterAll(() => network.remove())

    async function join(): Promise<Bus> {
      const bus = await network.join()
      buses.push(bus)
      await vi.waitFor(() => expect(bus.isWell).toBe(true), WAIT)
      return bus
    }

    /** Starts to listen. Returns once a message from `speaker` has arrived, so that the listener is known to work. */
    async function listen({ bus, speaker, subject }: { bus: Bus; speaker: Bus; subject: string }) {
      const received: string[] = []
      bus.listen(subject, (message) => received.push(message))
      await vi.waitFor(() => {
        speaker.publish(subject, 'probe')
        expect(received.length).toBeGreaterThan(0)
      }, WAIT)
      return { received: () => received.filter((message) => message !== 'probe') }
    }

    it('delivers the messages of one node to every other subscriber, in order, and not to itself', async () => {
      const [speaker, ada, bob] = [await join(), await join(), await join()]
      const own: string[] = []
      speaker.listen('news', (message) => own.push(message))
      const listeners = [
        await listen({ bus: ada, speaker, subject: 'news' }),
        await listen({ bus: bob, speaker, subject: 'news' }),
      ]
      const sent = Array.from({ length: 100 }, (_, number) => `${number} ü \u0000 "`)
      for (const message of sent) speaker.publish('news', message)
      for (const { received } of listeners) await vi.waitFor(() => expect(received()).toEqual(sent), WAIT)
      expect(own).toEqual([])
    })

    it('delivers no message of other subjects, and none after the subscription has ended', async () => {
      const [speaker, ada] = [await join(), await join()]
      const news = await listen({ bus: ada, speaker, subject: 'news' })
      const other = await listen({ bus: ada, speaker, subject: 'other' })
      ada.ignore('news')
      ada.ignore('news')
      speaker.publish('news', 'too late')
      speaker.publish('other', 'fence')
      await vi.waitFor(() => expect(other.received()).toEqual(['fence']), WAIT)
      expect(news.received()).toEqual([])
    })

    it('delivers to the newest subscriber with the subject, and to the next one after its end', async () => {
      const [speaker, ada] = [await join(), await join()]
      const first = await listen({ bus: ada, speaker, subject: 'news' })
      const second: string[][] = []
      ada.listen('news', (...sent) => second.push(sent))
      speaker.publish('news', 'still')
      await vi.waitFor(() => expect(second.at(-1)).toEqual(['still', 'news']), WAIT)
      expect(first.received()).toEqual([])
      ada.ignore('news')
      const again = await listen({ bus: ada, speaker, subject: 'news' })
      speaker.publish('news', 'again')
      await vi.waitFor(() => expect(again.received()).toEqual(['again']), WAIT)
    })

    it('makes no caller wait: a message without subscribers, or after the end, is no error', async () => {
      const [speaker, gone] = [await join(), await join()]
      speaker.publish('nobody', 'hello')
      await gone.close()
      await gone.close()
      gone.publish('news', 'hello')
      gone.listen('news', () => {})
      gone.ignore('news')
      const ada = await join()
      const news = await listen({ bus: ada, speaker, subject: 'news' })
      expect(news.received()).toEqual([])
    })
  })
}
