import { beforeAll, describe, expect, test } from 'vitest'
import { buildRegistry } from '#server/ops/metrics/open-metrics.ts'
import { emptyMetricSources } from '#server/testing/metric-sources.ts'
import { readDocument } from './documents.ts'

type Described = { name: string; type: string; labels: string }

let described: Described[]

beforeAll(async () => {
  const registry = await buildRegistry(emptyMetricSources())
  const metrics = registry.getMetricsAsArray() as unknown as {
    name: string
    type: string
    labelNames: string[]
  }[]
  described = metrics.map(({ name, type, labelNames }) => ({ name, type, labels: labelNames.join(' ') }))
})

describe('docs/metrics.md', () => {
  test('lists every metric with its type and labels, and no other', () => {
    const byName = (a: Described, b: Described) => (a.name < b.name ? -1 : 1)
    expect(listDocumented().sort(byName)).toEqual(described.toSorted(byName))
  })

  test('names the unit of each metric that ends in one', () => {
    const units = listRows().map(([name = '', , unit]) => [name, unit] as const)
    const wrong = units.filter(([name, unit]) => {
      const [, inName] = /_(seconds|bytes)(?:_total)?$/.exec(name) ?? []
      return inName !== undefined && inName !== unit
    })
    expect(wrong).toEqual([])
  })
})

/** The rows of the tables of metrics: name, type, unit, labels and meaning. */
function listRows(): string[][] {
  const rows = readDocument('docs/metrics.md').text.matchAll(/^\| `(aoi_\w+)` \| (.+) \|$/gm)
  return [...rows].map(([, name = '', rest = '']) => [name, ...rest.split(' | ')])
}

function listDocumented(): Described[] {
  return listRows().map(([name = '', type = '', , labels = '']) => ({
    ...{ name, type },
    labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label).join(' '),
  }))
}
