import type { Metric, OpenMetricsContentType, Registry } from 'prom-client'
import type { ValueBuckets } from '../../core/tally/value-buckets.ts'

/** The library, which `open-metrics.ts` loads when it is needed. */
export type Library = typeof import('prom-client')

export type Labels = Readonly<Record<string, string>>
export type Sample = readonly [labels: Labels, value: number]

type Described = {
  name: `aoi_${string}`
  help: string
}
/** The value of a metric without labels, or the samples of one with labels. */
type Reading = number | Iterable<Sample>
type Collected = Described & {
  /** Each label has a bounded set of values: never a token, a seed, an id, an address or an e-mail. */
  labelNames?: readonly string[]
  read: () => Reading | Promise<Reading>
}

/**
 * The metrics of one server. The server counts in plain numbers of its own; each metric reads them when it is scraped.
 * So a metric costs nothing between two scrapes.
 */
export class MetricRegistry {
  readonly registry: Registry<OpenMetricsContentType>
  readonly #library: Library

  constructor(library: Library) {
    this.#library = library
    this.registry = new library.Registry<OpenMetricsContentType>()
    this.registry.setContentType(library.Registry.OPENMETRICS_CONTENT_TYPE)
  }

  /** Adds a counter. The name ends in `_total`, and the values only grow. */
  counter({ read, labelNames = [], ...described }: Collected & { name: `aoi_${string}_total` }): void {
    new this.#library.Counter({
      ...described,
      labelNames: [...labelNames],
      registers: [this.registry],
      async collect() {
        const reading = await read()
        this.reset()
        if (typeof reading === 'number') this.inc(reading)
        else for (const [labels, value] of reading) this.inc(labels, value)
      },
    })
  }

  gauge({ read, labelNames = [], ...described }: Collected): void {
    new this.#library.Gauge({
      ...described,
      labelNames: [...labelNames],
      registers: [this.registry],
      async collect() {
        const reading = await read()
        this.reset()
        if (typeof reading === 'number') this.set(reading)
        else for (const [labels, value] of reading) this.set(labels, value)
      },
    })
  }

  /** Adds a histogram of values that the server counts in buckets itself. */
  histogram({ name, help, buckets }: Described & { buckets: ValueBuckets }): void {
    const metric = {
      name,
      help,
      type: 'histogram',
      aggregator: 'sum',
      labelNames: [],
      reset: () => undefined,
    }
    const get = async () => ({ ...metric, values: samplesOf(name, buckets) })
    // The registry asks a metric only for `get`. The library's own histogram takes no counts from elsewhere.
    this.registry.registerMetric({ ...metric, get } as unknown as Metric)
  }
}

function samplesOf(name: string, buckets: ValueBuckets) {
  const { sum, count } = buckets
  const bucket = (le: number | '+Inf', value: number) => ({
    ...{ metricName: `${name}_bucket`, labels: { le }, value },
  })
  return [
    ...buckets.cumulative().map(([bound, values]) => bucket(bound, values)),
    bucket('+Inf', count),
    { metricName: `${name}_sum`, labels: {}, value: sum },
    { metricName: `${name}_count`, labels: {}, value: count },
  ]
}
