import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

type Value = { stringValue?: string; intValue?: string | number; boolValue?: boolean }
type Attribute = { key: string; value: Value }
type RawSpan = Omit<CollectedSpan, 'attributes' | 'links' | 'milliseconds'> & {
  attributes: Attribute[]
  links?: { traceId: string; spanId: string }[]
  startTimeUnixNano: string
  endTimeUnixNano: string
}
type Export = {
  resourceSpans: { resource: { attributes: Attribute[] }; scopeSpans: { spans: RawSpan[] }[] }[]
}

/** A span as the collector got it, with plain attributes. `kind` as in OTLP: 1 internal, 2 server, 4 producer. */
export type CollectedSpan = {
  name: string
  kind: number
  traceId: string
  spanId: string
  parentSpanId?: string
  attributes: Record<string, unknown>
  links: { traceId: string; spanId: string }[]
  milliseconds: number
}

/** A collector of traces that speaks OTLP over HTTP in JSON. */
export class Collector {
  readonly spans: CollectedSpan[] = []
  /** Attributes of the sender of the latest export. */
  resource: Record<string, unknown> = {}
  /** Everything that came, as text. */
  text = ''
  /** `answers`, refuses each export with 400, or takes it and never answers. */
  mode: 'answers' | 'refuses' | 'hangs' = 'answers'
  exports = 0
  readonly #server: Server

  private constructor() {
    this.#server = createServer((request, response) => {
      let text = ''
      request.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      request.on('end', () => {
        this.exports += 1
        if (this.mode === 'hangs') return
        const isTaken = this.mode === 'answers' && request.url === '/v1/traces'
        if (isTaken) this.#take(text)
        response.writeHead(isTaken ? 200 : 400, { 'content-type': 'application/json' }).end('{}')
      })
    })
  }

  static async start(): Promise<Collector> {
    const collector = new Collector()
    await new Promise<void>((resolve) => collector.#server.listen(0, '127.0.0.1', resolve))
    return collector
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  named(name: string): CollectedSpan[] {
    return this.spans.filter((span) => span.name === name)
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #take(text: string): void {
    this.text += text
    for (const { resource, scopeSpans } of (JSON.parse(text) as Export).resourceSpans) {
      this.resource = plain(resource.attributes)
      for (const span of scopeSpans.flatMap(({ spans }) => spans)) this.spans.push(toCollected(span))
    }
  }
}

function toCollected(span: RawSpan): CollectedSpan {
  const { startTimeUnixNano, endTimeUnixNano, attributes, links = [], ...rest } = span
  const milliseconds = Number((BigInt(endTimeUnixNano) - BigInt(startTimeUnixNano)) / 1_000_000n)
  return { ...rest, attributes: plain(attributes), links, milliseconds }
}

function plain(attributes: readonly Attribute[]): Record<string, unknown> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [
      key,
      value.stringValue ??
        value.boolValue ??
        (value.intValue === undefined ? undefined : Number(value.intValue)),
    ]),
  )
}
