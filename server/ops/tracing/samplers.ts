import type { Sampler } from '@opentelemetry/sdk-trace'
import type { Library } from './library.ts'
import type { TraceSettings } from './trace-settings.ts'

/**
 * Makes the sampler of `OTEL_TRACES_SAMPLER`. It decides when a submission begins. A span with links, of a fan-out or of
 * an acknowledgement, is always recorded, because only recorded submissions have any.
 */
export function makeSampler({ sdk }: Pick<Library, 'sdk'>, settings: TraceSettings): Sampler {
  const chosen = makeChosen({ sdk }, settings)
  return {
    shouldSample: (...asked) => {
      const links = asked[5]
      if (links.length > 0) return { decision: sdk.SamplingDecision.RECORD_AND_SAMPLED }
      return chosen.shouldSample(...asked)
    },
    toString: () => `recorded if linked, otherwise ${chosen.toString()}`,
  }
}

function makeChosen({ sdk }: Pick<Library, 'sdk'>, { sampler, ratio }: TraceSettings): Sampler {
  const root = makeRoot({ sdk }, { name: sampler.replace('parentbased_', ''), ratio })
  return sampler.startsWith('parentbased_') ? new sdk.ParentBasedSampler({ root }) : root
}

function makeRoot({ sdk }: Pick<Library, 'sdk'>, { name, ratio }: { name: string; ratio: number }): Sampler {
  if (name === 'traceidratio') return new sdk.TraceIdRatioBasedSampler(ratio)
  return name === 'always_off' ? new sdk.AlwaysOffSampler() : new sdk.AlwaysOnSampler()
}
