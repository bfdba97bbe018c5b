import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildRegistry } from '#server/ops/metrics/open-metrics.ts'
import { emptyMetricSources } from '#server/testing/metric-sources.ts'
import { readDocument, root } from './documents.ts'

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

describe.each(['deploy/grafana-dashboard.json', 'deploy/prometheus-alerts.yaml'])('%s', (path) => {
  const text = readFileSync(join(root, path), 'utf8').replaceAll('\\"', '"')

  test('names only metrics that exist', () => {
    const samples = described.flatMap(({ name, type }) => (type === 'histogram' ? samplesOf(name) : [name]))
    const named = [...text.matchAll(/\baoi_[a-z0-9_]+/g)].map(([name]) => name)
    expect(named.length).toBeGreaterThan(10)
    expect(named.filter((name) => !samples.includes(name))).toEqual([])
  })

  test('selects only by labels that the metric has', () => {
    const selected = [...text.matchAll(/\b(aoi_[a-z0-9_]+)\{([^}]*)\}/g)]
    const wrong = selected.filter(([, sample = '', selectors = '']) => {
      const metric = described.find(({ name }) => name === sample || samplesOf(name).includes(sample))
      const known = ['instance', ...(metric?.labels.split(' ') ?? [])]
      return [...selectors.matchAll(/(\w+)(?:=~?|!=|!~)"/g)].some(([, label = '']) => !known.includes(label))
    })
    expect(selected.length).toBeGreaterThan(5)
    expect(wrong.map(([selector]) => selector)).toEqual([])
  })
})

/** The samples of a histogram. */
function samplesOf(name: string): string[] {
  return [`${name}_bucket`, `${name}_sum`, `${name}_count`]
}

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
